using SQLitePCL;

namespace FinOps.Core.Data;

/// <summary>A connection is never used by two threads at once, so SQLite need not lock a mutex on every call.</summary>
internal static class SqliteThreading
{
    private const int MultiThread = 2;
    private static readonly Lazy<int> Configured = new(() =>
    {
        Batteries_V2.Init();
        return raw.sqlite3_config(MultiThread);
    });

    /// <summary>Takes effect only before the first connection opens; later calls change nothing.</summary>
    public static void Configure() => _ = Configured.Value;
}
