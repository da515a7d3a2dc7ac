using System.Text.Json;
using FinOps.Core.Enforcement.Ledger;

namespace FinOps.Core.Enforcement.Admissions;

/// <summary>Something that the ledger has to be told once it answers again; one of the three.</summary>
internal sealed record SoftEntry
{
    public ReserveCommand? Reserve { get; init; }

    public SettleCommand? Settle { get; init; }

    public ReservationKey? Void { get; init; }
}

/// <summary>
/// What was let through while the ledger did not answer, line by line in a local file, synced to disk before the caller is told. Where that
/// file cannot be written either, a bounded number of entries is kept in memory, and lost if the process dies before the ledger answers.
/// </summary>
internal sealed class SoftJournal(string path)
{
    private const int MostInMemory = 10_000;
    private readonly Lock guard = new();
    private readonly List<SoftEntry> entries = [];
    private bool isRead;

    /// <summary>How many entries wait.</summary>
    public int Count
    {
        get
        {
            lock (guard)
            {
                Read();
                return entries.Count;
            }
        }
    }

    /// <summary>Notes an entry; false when there is no room for it anywhere.</summary>
    public bool TryAdd(SoftEntry entry)
    {
        lock (guard)
        {
            Read();
            var isOnDisk = TryAppend(entry);
            if (!isOnDisk && entries.Count >= MostInMemory)
            {
                return false;
            }

            entries.Add(entry);
            return true;
        }
    }

    /// <summary>Tells the ledger everything, in order. What it does not take stays for the next time; repeats do no harm.</summary>
    /// <returns>How many entries it took.</returns>
    public async Task<int> ReplayAsync(ILedgerEngine engine, CancellationToken cancellation)
    {
        var told = 0;
        try
        {
            while (Next(told) is { } entry)
            {
                await TellAsync(engine, entry, cancellation);
                told++;
            }
        }
        finally
        {
            Forget(told);
        }

        return told;
    }

    private static async Task TellAsync(ILedgerEngine engine, SoftEntry entry, CancellationToken cancellation)
    {
        if (entry.Reserve is { } reserve)
        {
            await engine.ReserveAsync(reserve with { IsSoft = true }, cancellation);
        }
        else if (entry.Settle is { } settle)
        {
            await engine.SettleAsync(settle, cancellation);
        }
        else if (entry.Void is { } key)
        {
            await engine.VoidAsync(key, cancellation);
        }
    }

    private SoftEntry? Next(int index)
    {
        lock (guard)
        {
            Read();
            return index < entries.Count ? entries[index] : null;
        }
    }

    private void Forget(int told)
    {
        if (told == 0)
        {
            return;
        }

        lock (guard)
        {
            entries.RemoveRange(0, told);
            try
            {
                if (entries.Count == 0)
                {
                    File.Delete(path);
                    return;
                }

                var rest = path + ".rest";
                File.WriteAllLines(rest, entries.Select(e => JsonSerializer.Serialize(e)));
                File.Move(rest, path, overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // They are told once more after a restart, which does no harm.
            }
        }
    }

    private bool TryAppend(SoftEntry entry)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            JsonSerializer.Serialize(file, entry);
            file.WriteByte((byte)'\n');
            file.Flush(flushToDisk: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Read()
    {
        if (isRead)
        {
            return;
        }

        isRead = true;
        if (File.Exists(path))
        {
            entries.AddRange(File.ReadLines(path).Select(TryParse).OfType<SoftEntry>());
        }
    }

    /// <summary>A line that was cut off by a crash was never answered.</summary>
    private static SoftEntry? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<SoftEntry>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
