using System.Text;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Readers.Vendor;

namespace FinOps.Tests.Usage.Readers.Vendor;

/// <summary>Reads raw usage objects in tests.</summary>
internal static class VendorUsage
{
    /// <summary>The counts and texts of an object, or its fault.</summary>
    public static (VendorCounts Counts, UsageFault? Fault, string Tier, string Scope) Read(string provider, string flavor, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var fault = new VendorUsageReader(100_000_000).Read(bytes, new TextSlice(0, bytes.Length), Encoding.UTF8.GetBytes(provider), Encoding.UTF8.GetBytes(flavor), out var counts);
        return (counts, fault, Text(counts.ServiceTier), Text(counts.HostScope));

        string Text(TextSlice slice) => Encoding.UTF8.GetString(bytes, slice.Offset, slice.Length);
    }

    /// <summary>The counts that are not 0, in the words of the usage format, e.g. <c>in 10, cached 4, out 3</c>.</summary>
    public static string Say(in VendorCounts c)
    {
        (string Name, long Value)[] all =
        [
            ("in", c.Input), ("cached", c.CacheRead), ("5m", c.CacheWrite5m), ("1h", c.CacheWrite1h), ("out", c.Output), ("reasoning", c.Reasoning),
            ("in-audio", c.InputAudio), ("cached-audio", c.CacheReadAudio), ("in-image", c.InputImage), ("cached-image", c.CacheReadImage),
            ("out-audio", c.OutputAudio), ("out-image", c.OutputImage), ("searches", c.SearchRequests),
        ];
        return string.Join(", ", all.Where(x => x.Value != 0).Select(x => $"{x.Name} {x.Value}"));
    }
}
