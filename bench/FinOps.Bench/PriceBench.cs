using System.Diagnostics;
using FinOps.Core.Data;
using FinOps.Core.Pricing;

namespace FinOps.Bench;

/// <summary>How many calls one core prices in a second: choosing the row and charging each bucket.</summary>
internal static class PriceBench
{
    private const int Distinct = 1 << 16;
    private static readonly (string Provider, string Model)[] Models =
    [
        ("anthropic", "claude-sonnet-4-6"), ("anthropic", "claude-haiku-4-5"), ("openai", "gpt-4o"), ("openai", "gpt-5.4"),
    ];

    private readonly record struct Call(int Model, long Micros, UsageQuantities Usage);

    /// <summary>Records per second and bytes allocated for calls as most logs have them, and for calls with everything at once.</summary>
    public static IEnumerable<(string Name, double PerSecond, long Bytes)> Run(long records)
    {
        var catalog = new PriceSnapshot(PriceCatalog.Rows);
        yield return Measure("price, common calls", catalog, Calls(withEverything: false), records);
        var discount = new Price { Kind = PriceKind.Contract, Provider = "openai", ModelPattern = ".*", Match = ModelMatch.Regex, DiscountPpm = 123_456 };
        yield return Measure("price, tiers, media and discounts", new PriceSnapshot([.. PriceCatalog.Rows, discount]), Calls(withEverything: true), records);
    }

    private static (string Name, double PerSecond, long Bytes) Measure(string name, PriceSnapshot snapshot, Call[] calls, long records)
    {
        var prices = Models.Select(m => snapshot.For(m.Provider, m.Model)).ToArray();
        Price(prices, calls, Distinct);
        var watch = Stopwatch.StartNew();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var total = Price(prices, calls, records);
        var elapsed = watch.Elapsed;
        return total > 0 ? (name, records / elapsed.TotalSeconds, GC.GetAllocatedBytesForCurrentThread() - allocated) : throw new InvalidOperationException("Nothing was priced.");
    }

    private static Int128 Price(ModelPrices[] prices, Call[] calls, long records)
    {
        Int128 total = 0;
        for (long i = 0; i < records; i++)
        {
            ref readonly var call = ref calls[i & (Distinct - 1)];
            prices[call.Model].At(call.Micros, call.Usage.Tier, out var choice);
            PriceCalculator.Price(choice.Price!, choice.Discount, call.Usage, out var cost);
            total += cost.TotalNanos;
        }

        return total;
    }

    private static Call[] Calls(bool withEverything)
    {
        var random = new Random(1);
        var from = Instants.ToMicros(BenchLog.FromUtc);
        return [.. Enumerable.Range(0, Distinct).Select(_ => new Call(random.Next(Models.Length), from + random.NextInt64(30 * Instants.MicrosPerDay), Usage(random, withEverything)))];
    }

    private static UsageQuantities Usage(Random random, bool withEverything)
    {
        var (input, output) = (random.Next(200, 8_000), random.Next(20, 900));
        var read = random.Next(3) == 0 ? input / 2 : 0;
        var write = random.Next(4) == 0 ? (input - read) / 2 : 0;
        var common = new UsageQuantities(input, read, write, 0, output, 0, 0, ServiceTier.Standard);
        return !withEverything ? common : common with
        {
            InputTokens = input + random.Next(300_000),
            InputAudioTokens = random.Next(100),
            InputImageTokens = random.Next(100),
            ReasoningTokens = output / 2,
            Tier = (ServiceTier)random.Next(4),
        };
    }
}
