using System.Globalization;

namespace FinOps.Core.Budgets;

/// <summary>The percents of a budget that are told, and what of a window comes next.</summary>
public static class BudgetThresholds
{
    public const string Default = "50;80;100";

    /// <summary>More would tell nobody more.</summary>
    public const int Most = 10;
    private const int HighestPercent = 1000;

    /// <summary>Reads <c>50;80;100</c>; null unless they are whole percents from 1 on, each higher than the one before.</summary>
    public static IReadOnlyList<int>? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var percents = new List<int>();
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) || percent is < 1 or > HighestPercent || (percents.Count > 0 && percent <= percents[^1]))
            {
                return null;
            }

            percents.Add(percent);
        }

        return percents.Count <= Most ? percents : null;
    }

    public static string Write(IEnumerable<int> percents) => string.Join(';', percents);

    /// <summary>The spend that reaches a percentage of a limit, in nano-USD, rounded up.</summary>
    public static long NanosOf(long limitNanos, int percent) => (long)Int128.Min(((Int128)limitNanos * percent + 99) / 100, long.MaxValue);

    /// <summary>The spend at which the next threshold is told; <see cref="long.MaxValue"/> when none is left.</summary>
    internal static long Next(long limitNanos, IReadOnlyList<int> percents, int alertedPercent)
    {
        foreach (var percent in percents)
        {
            if (percent > alertedPercent)
            {
                return NanosOf(limitNanos, percent);
            }
        }

        return long.MaxValue;
    }
}
