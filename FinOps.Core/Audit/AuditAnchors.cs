using System.Text;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Audit;

/// <summary>Anchors as they were read.</summary>
/// <param name="Anchors">Those that are as they were written.</param>
/// <param name="Fault">The first line that is not, in words; null when all are.</param>
public sealed record KeptAnchors(IReadOnlyList<AuditAnchor> Anchors, string? Fault);

/// <summary>Notes the end of the trail outside of the database: in a file, and in the log, which travels where the operator sends logs.</summary>
public sealed partial class AuditAnchors(IDbContextFactory<FinOpsDbContext> contexts, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditAnchors> logger)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private const int MostTries = 50;

    /// <summary>The configured file, in full.</summary>
    public string FilePath { get; } = Path.GetFullPath(options.Value.AnchorFile);

    /// <summary>The end of the trail now.</summary>
    public async Task<AuditAnchor> CurrentAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var head = await context.AuditHeads.AsNoTracking().SingleAsync(h => h.Id == 1, cancellation);
        return new AuditAnchor(head.Sequence, Convert.ToHexStringLower(head.Hash), time.NowMicros());
    }

    /// <summary>Appends the end of the trail to the file and to the log; null when nothing was added since the last anchor.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task<AuditAnchor?> ExportAsync(CancellationToken cancellation)
    {
        var anchor = await CurrentAsync(cancellation);
        if (Path.GetDirectoryName(FilePath) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        await using var file = await OpenAloneAsync(cancellation);
        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        var (last, check) = ((AuditAnchor?)null, "");
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            // A line that was damaged stays as it is for the verification to name; what follows goes on behind whatever check it shows.
            var read = AuditAnchor.Parse(line, check);
            (last, check) = (read?.Anchor ?? last, read?.Check ?? line.Split(' ')[^1]);
        }

        if (last?.Sequence == anchor.Sequence || anchor.Sequence == 0)
        {
            return null;
        }

        file.Seek(0, SeekOrigin.End);
        await file.WriteAsync(Encoding.UTF8.GetBytes(anchor.ToLine(check) + "\n"), cancellation);
        Anchored(logger, anchor.Sequence, anchor.Hash);
        return anchor;
    }

    /// <summary>The anchors of a file; none when there is no such file yet.</summary>
    /// <param name="path">Another file than the configured one.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<KeptAnchors> ReadAsync(string? path, CancellationToken cancellation)
    {
        var anchors = new List<AuditAnchor>();
        string? fault = null;
        var (check, number) = ("", 0);
        if (!File.Exists(path ?? FilePath))
        {
            return new KeptAnchors(anchors, null);
        }

        await using var file = new FileStream(path ?? FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            number++;
            if (AuditAnchor.Parse(line, check) is { } read)
            {
                anchors.Add(read.Anchor);
                check = read.Check;
            }
            else
            {
                fault ??= $"Line {number} of the anchor file is not as it was written. Compare the file with the copy that was kept elsewhere.";
                check = line.Split(' ')[^1];
            }
        }

        return new KeptAnchors(anchors, fault);
    }

    /// <summary>Two processes may share the file.</summary>
    private async Task<FileStream> OpenAloneAsync(CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(FilePath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < MostTries && File.Exists(FilePath))
            {
                await Task.Delay(Wait, time, cancellation);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Audit trail anchor: entry {Sequence}, hash {Hash}")]
    private static partial void Anchored(ILogger logger, long sequence, string hash);
}
