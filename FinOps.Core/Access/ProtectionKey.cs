namespace FinOps.Core.Access;

/// <summary>A key that protects cookies and form tokens; kept here so that restarts and other nodes accept them.</summary>
public sealed class ProtectionKey
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    /// <summary>The key as the data-protection system writes it.</summary>
    public string Xml { get; set; } = "";

    public long CreatedAtMicros { get; set; }
}
