using System.Globalization;
using FinOps.Core.Anomalies;

namespace FinOps.Bench.Anomalies;

/// <summary>Prints what detectors make of made-up tenants beside what must hold; several seeds, so that it is no luck.</summary>
internal static class SyntheticBench
{
    private const int Daily = 500;
    private const int Hourly = 250;
    private static readonly int[] Seeds = [1, 2, 3, 4];

    /// <summary>Zero when all holds, one when something does not, two for a suite that does not exist.</summary>
    public static int Run(string suite, Action<string, string> say)
    {
        var holds = suite switch
        {
            "daily" => RunDaily(say),
            "hourly" => RunHourly(say),
            "edge" => RunEdge(say),
            "speed" => RunSpeed(say),
            _ => (bool?)null,
        };
        return holds switch { true => 0, false => 1, null => 2 };
    }

    private static bool RunDaily(Action<string, string> say)
    {
        var runs = Seeds.Select(seed => SyntheticDaily.Run(Daily, seed)).ToList();
        say("daily", $"{Daily} tenants of 200 days, {Seeds.Length} seeds; mean and worst");
        return new[]
        {
            AtMost(say, "false kills per tenant-year", 0.15, [.. runs.Select(r => r.FalsePerYear)]),
            AtMost(say, "  with monthly batches", 0.30, [.. runs.Select(r => r.FalsePerYearOfAll)]),
            AtMost(say, "  of those with batches alone", 0.30, [.. runs.Select(r => r.FalsePerYearWithBatch)]),
            AtLeast(say, "x3 day found", double.NaN, [.. runs.Select(r => r.Found3)]),
            AtLeast(say, "x5 day found", double.NaN, [.. runs.Select(r => r.Found5)]),
            AtLeast(say, "x10 day found", 0.85, [.. runs.Select(r => r.Found10)]),
            AtLeast(say, "second x10 day, three days later", 0.85, [.. runs.Select(r => r.FoundAgain)]),
        }.All(holds => holds);
    }

    private static bool RunHourly(Action<string, string> say)
    {
        var runs = Seeds.Select(seed => SyntheticHourly.Run(Hourly, seed)).ToList();
        say("hourly, two of three", $"{Hourly} tenants of 45 to 70 days, {Seeds.Length} seeds; mean and worst");
        return new[]
        {
            AtMost(say, "false kills per tenant-year", 0.15, [.. runs.Select(r => r.FalsePerYear)]),
            AtMost(say, "  if one hour sufficed", double.NaN, [.. runs.Select(r => r.SinglePerYear)]),
            AtLeast(say, "x10 runaway found within a day", 0.93, [.. runs.Select(r => r.Found)]),
            AtMost(say, "hours until found, median", 2, [.. runs.Select(r => (double)r.DelayP50)]),
            AtMost(say, "hours until found, p95", double.NaN, [.. runs.Select(r => (double)r.DelayP95)]),
        }.All(holds => holds);
    }

    private static bool RunEdge(Action<string, string> say)
    {
        var faults = SyntheticEdge.Faults().ToList();
        say("edge", $"{SyntheticEdge.Series.Count} series by each detector, hourly and daily: {faults.Count} faults  {Mark(faults.Count == 0)}");
        faults.ForEach(fault => say("  fault", fault));
        return faults.Count == 0;
    }

    private static bool RunSpeed(Action<string, string> say)
    {
        foreach (var detector in new IAnomalyDetector[] { new HourlyDetector(), new DailyDetector() })
        {
            var (learn, score) = SyntheticSpeed.Measure(detector);
            say($"{detector.GetType().Name}, {detector.WindowBuckets} buckets", $"learn {Text(learn, "0.0")} µs, score {Text(score, "0.00")} µs");
        }

        return true;
    }

    private static bool AtMost(Action<string, string> say, string what, double floor, IReadOnlyList<double> values) =>
        Say(say, what, floor, values.Average(), values.Max(), "0.000", double.IsNaN(floor) || values.Average() <= floor, "at most");

    private static bool AtLeast(Action<string, string> say, string what, double floor, IReadOnlyList<double> values) =>
        Say(say, what, floor, values.Average(), values.Min(), "0.0 %", double.IsNaN(floor) || values.Average() >= floor, "at least");

    private static bool Say(Action<string, string> say, string what, double floor, double mean, double worst, string format, bool holds, string bound)
    {
        var must = double.IsNaN(floor) ? "" : $"  must be {bound} {Text(floor, format)}  {Mark(holds)}";
        say(what, $"{Text(mean, format)} (worst seed {Text(worst, format)}){must}");
        return holds;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Mark(bool holds) => holds ? "HOLDS" : "FAILS";
}
