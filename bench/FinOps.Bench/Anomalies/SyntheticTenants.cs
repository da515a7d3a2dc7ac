namespace FinOps.Bench.Anomalies;

/// <summary>Spend of a made-up tenant by day: level, growth, weekends and lognormal noise; some have a batch once a month that triples the day.</summary>
/// <param name="First">Its first day since the epoch.</param>
/// <param name="Nanos">Spend of each day in nano-USD.</param>
internal sealed record SyntheticDays(int First, long[] Nanos, bool HasBatch)
{
    public const int Count = 200;

    private const double BatchShare = 0.15;
    private const int BatchFactor = 3;

    public static SyntheticDays Make(Random random)
    {
        var level = 5 * Math.Exp(random.NextDouble() * Math.Log(400));
        var noise = 0.08 + (0.52 * random.NextDouble());
        var weekend = 0.08 + (0.92 * random.NextDouble());
        var growth = 0.008 * random.NextDouble();
        var hasBatch = random.NextDouble() < BatchShare;
        var (first, kind) = (20_000 + random.Next(365), random.Next(3));
        var nanos = new long[Count];
        for (var i = 0; i < Count; i++)
        {
            var date = DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(first + i);
            var factor = (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? weekend : 1) * (hasBatch && IsBatch(date, kind) ? BatchFactor : 1);
            nanos[i] = Draws.Nanos(level * factor * Math.Exp((growth * i) + (noise * Draws.Normal(random))));
        }

        return new SyntheticDays(first, nanos, hasBatch);
    }

    private static bool IsBatch(DateOnly date, int kind) => kind switch
    {
        0 => date.Day == 1,
        1 => date.Day == DateTime.DaysInMonth(date.Year, date.Month),
        _ => date.Day == 15,
    };
}

/// <summary>Spend of a made-up tenant by hour: a random number of calls of random cost, by the time of day and the weekend.</summary>
internal sealed class SyntheticHours(Random random)
{
    private const int ManyCalls = 400;

    private readonly double calls = 3 * Math.Exp(random.NextDouble() * Math.Log(300));
    private readonly double cost = 0.02 + (0.3 * random.NextDouble());
    private readonly double weekend = 0.1 + (0.9 * random.NextDouble());
    private readonly double night = 0.05 + (0.6 * random.NextDouble());
    private readonly double spread = 0.3 + (0.7 * random.NextDouble());

    /// <summary>Its first hour since the epoch, the first of a day.</summary>
    public int First { get; } = 24 * (20_000 + random.Next(365));

    /// <summary>Spend of an hour in nano-USD, with so many times the usual calls.</summary>
    public long Spend(int hour, int times)
    {
        var day = night + ((1 - night) * Math.Max(0, Math.Sin(Math.PI * ((hour % 24) - 6) / 15)));
        var isWeekend = DateTime.UnixEpoch.AddHours(hour).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var count = Draws.Poisson(random, calls * times * day * (isWeekend ? weekend : 1));
        if (count > ManyCalls)
        {
            var variation = Math.Sqrt((Math.Exp(spread * spread) - 1) / count);
            return Draws.Nanos(count * cost * Math.Exp(spread * spread / 2) * (1 + (variation * Draws.Normal(random))));
        }

        double sum = 0;
        for (var i = 0; i < count; i++)
        {
            sum += cost * Math.Exp(spread * Draws.Normal(random));
        }

        return Draws.Nanos(sum);
    }
}

/// <summary>Random numbers of some distributions.</summary>
internal static class Draws
{
    private const double ManyEvents = 60;

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public static int Poisson(Random random, double mean)
    {
        if (mean > ManyEvents)
        {
            return Math.Max(0, (int)Math.Round(mean + (Math.Sqrt(mean) * Normal(random)), MidpointRounding.ToEven));
        }

        var (count, product, least) = (-1, 1.0, Math.Exp(-mean));
        while (product > least)
        {
            product *= random.NextDouble();
            count++;
        }

        return Math.Max(0, count);
    }

    public static long Nanos(double usd) => (long)(Math.Max(0, usd) * 1e9);
}
