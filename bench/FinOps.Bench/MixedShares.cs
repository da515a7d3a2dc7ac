using System.Globalization;

namespace FinOps.Bench;

/// <summary>Who used the processor: the server, the browser with its open pages, the bench itself, and others. Linux only; elsewhere it says nothing.</summary>
internal sealed class MixedShares
{
    private const double TicksPerSecond = 100;
    private readonly Dictionary<int, (string Group, long Ticks)> known = [];
    private readonly Dictionary<string, long> used = [];

    /// <summary>Adds what was used since the last sample; the first one only looks.</summary>
    public void Sample(int server)
    {
        var isFirst = known.Count == 0;
        foreach (var folder in Directory.Exists("/proc") ? Directory.EnumerateDirectories("/proc") : [])
        {
            if (int.TryParse(Path.GetFileName(folder), out var pid) && TicksOf(folder) is { } ticks)
            {
                var (group, before) = known.TryGetValue(pid, out var seen) ? seen : (GroupOf(folder, pid, server), isFirst ? ticks : 0);
                known[pid] = (group, ticks);
                used[group] = used.GetValueOrDefault(group) + ticks - before;
            }
        }
    }

    public string Text(TimeSpan elapsed) => string.Join(", ", used.OrderByDescending(u => u.Value).Select(u =>
        string.Create(CultureInfo.InvariantCulture, $"{u.Key} {u.Value / TicksPerSecond / elapsed.TotalSeconds:P0}")));

    private static string GroupOf(string folder, int pid, int server)
    {
        var command = TextOf(Path.Combine(folder, "cmdline")) ?? "";
        return pid == server || command.Contains("FinOps.Web.dll", StringComparison.Ordinal) ? "server"
            : command.Contains("chrom", StringComparison.Ordinal) ? "browser"
            : pid == Environment.ProcessId || command.Contains("playwright", StringComparison.Ordinal) ? "bench"
            : "others";
    }

    private static long? TicksOf(string folder)
    {
        if (TextOf(Path.Combine(folder, "stat")) is not { } stat)
        {
            return null;
        }

        // The name in parentheses may hold spaces; user and system time are the 12th and 13th field behind it.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    private static string? TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
