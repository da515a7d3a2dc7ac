using System.IO.Hashing;
using System.Text;

namespace FinOps.Core.Usage.Readers.Vendor;

/// <summary>Where a value stands in a vendor's usage object, e.g. <c>prompt_tokens_details.cached_tokens</c>.</summary>
internal sealed class VendorPath
{
    /// <summary>The hash of the object itself.</summary>
    public const ulong Root = 0;

    /// <param name="text">Names joined by dots; <c>[]</c> stands for the elements of an array.</param>
    public VendorPath(string text)
    {
        Text = text;
        Hash = Root;
        foreach (var name in text.Split('.'))
        {
            Hash = Below(Hash, Encoding.UTF8.GetBytes(name));
        }
    }

    /// <summary>As people write it.</summary>
    public string Text { get; }

    /// <summary>As the reader of the object computes it.</summary>
    public ulong Hash { get; }

    /// <summary>The field as faults name it.</summary>
    public string Field => $"usage.{Text}";

    public static ulong Below(ulong parent, ReadOnlySpan<byte> name) => XxHash3.HashToUInt64(name, (long)parent);
}
