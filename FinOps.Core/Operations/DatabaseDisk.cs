using FinOps.Core.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Operations;

/// <summary>The file of the embedded database and the room around it.</summary>
public sealed class DatabaseDisk(IOptions<DatabaseOptions> options)
{
    /// <summary>Full path of the database file; null when the database is a server's.</summary>
    public string? File { get; } = options.Value.Provider == DatabaseProvider.Sqlite
        ? Path.GetFullPath(new SqliteConnectionStringBuilder(options.Value.ConnectionString).DataSource)
        : null;

    /// <summary>Bytes of the file and its log; null when the database is a server's.</summary>
    public long? SizeBytes => File is null ? null : new[] { File, File + "-wal" }.Sum(f => new FileInfo(f) is { Exists: true } info ? info.Length : 0);

    /// <summary>Bytes that may still be written where the file lies; null when the database is a server's.</summary>
    public long? FreeBytes => File is null ? null : FreeBytesAt(Path.GetDirectoryName(File)!);

    /// <summary>Bytes that may still be written into a folder.</summary>
    public static long FreeBytesAt(string folder) => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
}
