using System.Runtime.InteropServices;

namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>What a vendor's usage object says, in the canonical counts: totals include their parts.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct VendorCounts
{
    /// <summary>All input, cache reads and writes included.</summary>
    public long Input;
    public long CacheRead;
    public long CacheWrite5m;
    public long CacheWrite1h;

    /// <summary>All output, reasoning included.</summary>
    public long Output;
    public long Reasoning;

    /// <summary>Parts of the input, cached ones included.</summary>
    public long InputAudio;
    public long InputImage;

    /// <summary>Parts of the cache reads.</summary>
    public long CacheReadAudio;
    public long CacheReadImage;

    /// <summary>Parts of the output.</summary>
    public long OutputAudio;
    public long OutputImage;
    public long SearchRequests;
    public long ToolFeesNanos;

    /// <summary>Input and output together as the vendor states it; null when it does not.</summary>
    public long? Total;

    /// <summary>Another sum that the vendor may mean by its total.</summary>
    public long? OtherTotal;

    /// <summary>Places in the buffer; empty when the object does not say.</summary>
    public TextSlice ServiceTier;
    public TextSlice HostScope;

    /// <summary>What the vendor says the call cost, in nano-USD.</summary>
    public long? ClaimedNanos;
    public UsageFlags Flags;

    /// <summary>The rule that was applied.</summary>
    public VendorRule Rule;

    /// <summary>True when the vendor reported nothing; then all counts are 0.</summary>
    public bool IsMissing;

    /// <summary>Where the cached count stands, for faults.</summary>
    public VendorPath? CachePath;
}
