using System.Globalization;
using FinOps.Core.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FinOps.Core.Pricing;

/// <summary>Stores many new price rows at once, within the transaction of the context.</summary>
internal static class PriceRows
{
    /// <summary>Adds rows without an id; they have one afterwards.</summary>
    public static async Task AddAsync(FinOpsDbContext context, IReadOnlyList<Price> prices, CancellationToken cancellation)
    {
        if (context.Database.GetDbConnection() is SqliteConnection sqlite)
        {
            // A change tracker takes seconds for a catalog of thousands of rows, at the first start of every new database.
            var next = await context.Prices.MaxAsync(p => (int?)p.Id, cancellation) ?? 0;
            Insert(context.Model, sqlite, prices, next);
            return;
        }

        context.Prices.AddRange(prices);
        await context.SaveChangesAsync(cancellation);
    }

    private static void Insert(IModel model, SqliteConnection connection, IReadOnlyList<Price> prices, int lastId)
    {
        var price = new Columns(model.FindEntityType(typeof(Price))!, "");
        var tier = new Columns(model.FindEntityTypes(typeof(ContextTier)).Single(), "PriceId");
        using var intoPrices = new SqliteStatement(connection, price.InsertSql);
        using var intoTiers = new SqliteStatement(connection, tier.InsertSql);
        foreach (var row in prices)
        {
            row.Id = ++lastId;
            price.Bind(intoPrices, row, row.Id).Run();
            foreach (var contextTier in row.ContextTiers)
            {
                tier.Bind(intoTiers, contextTier, row.Id).Run();
            }
        }
    }

    /// <summary>The columns of a table with the rates that its rows own, as the model maps them.</summary>
    private sealed class Columns
    {
        private readonly List<(string Name, Func<object, object?>? ValueOf)> columns = [];

        public Columns(IEntityType type, string ownerKey)
        {
            var rates = type.FindNavigation(nameof(Price.Rates))!;
            columns.AddRange(type.GetProperties().Select(p => (p.GetColumnName(), p.Name == ownerKey ? null : Getter(p))));
            var table = StoreObjectIdentifier.Table(type.GetTableName()!, type.GetSchema());
            columns.AddRange(rates.TargetEntityType.GetProperties().Where(p => !p.IsPrimaryKey()).Select(p => (p.GetColumnName(table)!, (Func<object, object?>?)Getter(p, rates))));
            InsertSql = PriceSqliteSql.Insert(type.GetTableName()!, [.. columns.Select(c => c.Name)]);
        }

        public string InsertSql { get; }

        public SqliteStatement Bind(SqliteStatement statement, object row, int ownerId)
        {
            foreach (var (_, valueOf) in columns)
            {
                var value = valueOf is null ? ownerId : valueOf(row);
                _ = value switch
                {
                    null => statement.BindNull(),
                    string text => statement.BindText(text),
                    Enum or ValueType => statement.Bind(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
                    _ => throw new InvalidOperationException($"A price holds a {value.GetType()}, which has no column type here."),
                };
            }

            return statement;
        }

        private static Func<object, object?> Getter(IProperty property) =>
            property.PropertyInfo is { } field ? field.GetValue : throw new InvalidOperationException($"{property.Name} of a price has no property.");

        private static Func<object, object?> Getter(IProperty property, INavigation rates)
        {
            var value = Getter(property);
            return row => value(rates.PropertyInfo!.GetValue(row)!);
        }
    }
}
