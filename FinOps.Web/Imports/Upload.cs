using FinOps.Core.Imports;

namespace FinOps.Web.Imports;

/// <summary>One file that a person has chosen.</summary>
internal sealed class Upload(int id, string name, long size)
{
    public int Id { get; } = id;

    public string Name { get; } = name;

    public long Size { get; } = size;

    /// <summary>Its first bytes as text, for the mapping profile.</summary>
    public string Head { get; set; } = "";

    /// <summary>Profiles that fit; null when the log needs none.</summary>
    public IReadOnlyList<NamedMapping>? Fitting { get; set; }

    public string? Profile { get; set; }

    public bool IsStarted { get; set; }

    public long Sent { get; set; }

    public long StartedAtMicros { get; set; }

    /// <summary>Why it was refused; null while all is well.</summary>
    public string? Fault { get; set; }
}
