using System.Data.Common;
using System.Globalization;

namespace FinOps.Core.Budgets;

/// <summary>The newest book of budgets, read again when a change has moved its version. Writers ask inside their transaction.</summary>
internal sealed class BudgetBooks(TimeProvider time)
{
    private volatile BudgetBook newest = BudgetBook.Empty;

    public TimeProvider Time => time;

    /// <summary>The book as the transaction sees it.</summary>
    public BudgetBook In(DbConnection connection, DbTransaction? transaction = null)
    {
        var version = VersionIn(connection, transaction);
        var known = newest;
        if (known.Version == version)
        {
            return known;
        }

        return newest = Load(connection, transaction, version);
    }

    public static long VersionIn(DbConnection connection, DbTransaction? transaction)
    {
        using var command = NewCommand(connection, transaction, BudgetSql.ReadVersion);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Reads all budgets.</summary>
    public static BudgetBook Load(DbConnection connection, DbTransaction? transaction, long version)
    {
        var amounts = Amounts(connection, transaction);
        var builder = new BookBuilder();
        using var command = NewCommand(connection, transaction, BudgetSql.ReadBudgets);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            builder.Add(row, amounts[row.GetInt32(0)]);
        }

        return builder.Build(version);
    }

    /// <summary>The ids of the models that budgets name, by group: they may have come with the records of this very transaction.</summary>
    public static Dictionary<int, int> ModelsIn(DbConnection connection, DbTransaction? transaction, BudgetBook book)
    {
        var groups = new Dictionary<int, int>();
        if (book.Models.Count == 0)
        {
            return groups;
        }

        var byName = book.Models.Select((name, i) => (name, Group: i + 1)).ToDictionary(m => m.name, m => m.Group, StringComparer.Ordinal);
        using var command = NewCommand(connection, transaction, BudgetSql.ReadModels);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            if (byName.TryGetValue(row.GetString(1), out var group))
            {
                groups[row.GetInt32(0)] = group;
            }
        }

        return groups;
    }

    /// <summary>The amounts that budgets had before, and until when.</summary>
    private static ILookup<int, (long UntilMicros, long Nanos)> Amounts(DbConnection connection, DbTransaction? transaction)
    {
        using var command = NewCommand(connection, transaction, BudgetSql.ReadAmounts);
        using var row = command.ExecuteReader();
        var rows = new List<(int Budget, long AtMicros, long Nanos)>();
        while (row.Read())
        {
            rows.Add((row.GetInt32(0), row.GetInt64(1), row.GetInt64(2)));
        }

        return rows.Zip(rows.Skip(1)).Where(p => p.First.Budget == p.Second.Budget).ToLookup(p => p.First.Budget, p => (p.Second.AtMicros, p.First.Nanos));
    }

    private static DbCommand NewCommand(DbConnection connection, DbTransaction? transaction, string text)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        return command;
    }

    private sealed class BookBuilder
    {
        private readonly List<BudgetTerms> budgets = [];
        private readonly List<BudgetCalendar> calendars = [];
        private readonly Dictionary<(string, BudgetPeriod), int> calendarByName = [];
        private readonly Dictionary<string, int> models = new(StringComparer.Ordinal);

        public void Add(DbDataReader row, IEnumerable<(long, long)> before)
        {
            var (model, period, zone) = (row.GetString(5), (BudgetPeriod)Convert.ToByte(row.GetValue(6), CultureInfo.InvariantCulture), row.GetString(11));
            var burst = row.GetInt32(9);
            // A machine that lost its time zones must still take usage in.
            var here = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;
            budgets.Add(new BudgetTerms
            {
                Id = row.GetInt32(0),
                Key = new BudgetKey(row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), GroupOf(model), row.GetInt32(4)),
                Scope = new BudgetScope(Name(row, 15), Name(row, 14), Name(row, 16), model, Name(row, 17)),
                Period = period,
                Zone = here,
                AmountNanos = row.GetInt64(7),
                IsHard = Convert.ToBoolean(row.GetValue(8), CultureInfo.InvariantCulture),
                BurstPercent = burst,
                Thresholds = BudgetThresholds.Read(row.GetString(10)) ?? [],
                FromMicros = BudgetCalendar.StartOf(here, row.GetFieldValue<DateOnly>(12)),
                ToMicros = row.IsDBNull(13) ? long.MaxValue : BudgetCalendar.StartOf(here, row.GetFieldValue<DateOnly>(13)),
                Calendars = burst > 100 ? [CalendarOf(here, period), CalendarOf(here, Other(period))] : [CalendarOf(here, period)],
                Before = [.. before],
            });
        }

        public BudgetBook Build(long version) => new(version, budgets, calendars, [.. models.OrderBy(m => m.Value).Select(m => m.Key)]);

        private static BudgetPeriod Other(BudgetPeriod period) => period == BudgetPeriod.Daily ? BudgetPeriod.Monthly : BudgetPeriod.Daily;

        private static string Name(DbDataReader row, int column) => row.IsDBNull(column) ? "" : row.GetString(column);

        private int GroupOf(string model)
        {
            if (model.Length == 0)
            {
                return 0;
            }

            models.TryAdd(model, models.Count + 1);
            return models[model];
        }

        private int CalendarOf(TimeZoneInfo zone, BudgetPeriod period)
        {
            if (!calendarByName.TryGetValue((zone.Id, period), out var index))
            {
                index = calendarByName[(zone.Id, period)] = calendars.Count;
                calendars.Add(new BudgetCalendar(zone, period));
            }

            return index;
        }
    }
}
