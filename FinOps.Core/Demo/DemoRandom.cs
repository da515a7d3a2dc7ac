namespace FinOps.Core.Demo;

/// <summary>Repeatable chance (SplitMix64): the same seed and keys give the same numbers on every run, unlike <see cref="Random"/> across versions.</summary>
internal sealed class DemoRandom
{
    private ulong state;

    /// <summary>An own stream for each combination of keys, so that one part of the story never shifts another.</summary>
    public DemoRandom(ulong seed, params ReadOnlySpan<int> keys)
    {
        state = seed;
        foreach (var key in keys)
        {
            state = Mix(state ^ (ulong)(uint)key * 0x9E3779B97F4A7C15UL) + 0x632BE59BD9B4E019UL;
        }
    }

    public ulong NextUInt64() => Mix(state += 0x9E3779B97F4A7C15UL);

    /// <summary>At least 0, less than 1.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>At least <paramref name="from"/>, less than <paramref name="to"/>.</summary>
    public double Between(double from, double to) => from + ((to - from) * NextDouble());

    /// <summary>At least 0, less than <paramref name="count"/>.</summary>
    public int Next(int count) => (int)(NextDouble() * count);

    public bool Chance(double probability) => NextDouble() < probability;

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>A positive amount around a median; a spread of 0.5 keeps two thirds within a factor of 1.65.</summary>
    public double Around(double median, double spread) => median * Math.Exp(spread * Math.Clamp(Normal(), -3, 3));

    /// <summary>How many independent events happen when so many are expected.</summary>
    public int Poisson(double expected)
    {
        if (expected > 60)
        {
            return Math.Max(0, (int)(expected + (Math.Sqrt(expected) * Normal()) + 0.5));
        }

        var limit = Math.Exp(-expected);
        var count = 0;
        for (var product = NextDouble(); product > limit; product *= NextDouble())
        {
            count++;
        }

        return count;
    }

    /// <summary>The index of one of the weights, picked in proportion.</summary>
    public int Pick(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var at = NextDouble() * total;
        for (var i = 0; i < weights.Length; i++)
        {
            at -= weights[i];
            if (at < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    /// <summary>A rank from 0 to <paramref name="count"/> − 1, low ranks far more often (Zipf's law with exponent about one).</summary>
    public int Zipf(int count) => Math.Min(count - 1, (int)Math.Pow(count + 1, NextDouble()) - 1);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
