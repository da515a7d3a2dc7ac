namespace FinOps.Core.Operations;

/// <summary>What came of a backup or of its restoring.</summary>
public abstract record BackupResult
{
    private BackupResult()
    {
    }

    /// <summary>It is done and verified.</summary>
    /// <param name="File">Where it is.</param>
    /// <param name="Bytes">How large it is.</param>
    /// <param name="Kept">Where what was there before is; null when nothing was.</param>
    public sealed record Done(string File, long Bytes, string? Kept) : BackupResult;

    /// <summary>It cannot be, for the reason given; nothing was changed.</summary>
    public sealed record Refused(string Message) : BackupResult;
}
