using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Imports;

namespace FinOps.Web.Imports;

/// <summary>How imports are written for people.</summary>
internal static class ImportText
{
    public static string Source(ImportSource source) => source switch
    {
        ImportSource.DropFolder => "drop folder",
        ImportSource.Upload => "upload",
        ImportSource.Api => "API",
        ImportSource.CommandLine => "command line",
        ImportSource.Demo => "demo company",
        ImportSource.Correction => "correction",
    };

    public static string Size(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => Number(bytes / 1024.0) + " KB",
        < 1024L * 1024 * 1024 => Number(bytes / 1024.0 / 1024) + " MB",
        _ => Number(bytes / 1024.0 / 1024 / 1024) + " GB",
    };

    /// <summary>A reason code in words: <c>cached_exceeds_input</c> is "cached exceeds input".</summary>
    public static string Reason(string reason) => reason.Replace('_', ' ');

    public static string Count(long count) => count.ToString("#,##0", CultureInfo.InvariantCulture);

    /// <summary>The exact instant.</summary>
    public static string At(long micros) => Instants.ToUtc(micros).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>How long ago, as people say it.</summary>
    public static string Ago(long micros, long nowMicros) => TimeSpan.FromMicroseconds(Math.Max(0, nowMicros - micros)) switch
    {
        { TotalSeconds: < 5 } => "just now",
        { TotalMinutes: < 1 } ago => $"{(int)ago.TotalSeconds} s ago",
        { TotalHours: < 1 } ago => $"{(int)ago.TotalMinutes} min ago",
        { TotalDays: < 1 } ago => $"{(int)ago.TotalHours} h ago",
        { TotalDays: < 30 } ago => $"{(int)ago.TotalDays} d ago",
        _ => Instants.ToUtc(micros).ToString("MMM d, yyyy", CultureInfo.InvariantCulture),
    };

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => $"{(int)time.TotalMilliseconds} ms",
        { TotalMinutes: < 1 } => Number(time.TotalSeconds) + " s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };

    /// <summary>An estimate of what is left, in whole seconds or minutes.</summary>
    public static string Left(TimeSpan left) => Math.Ceiling(left.TotalSeconds) switch
    {
        <= 1 => "a moment left",
        < 90 and var seconds => $"about {seconds} s left",
        var seconds => $"about {Math.Ceiling(seconds / 60)} min left",
    };

    private static string Number(double value) => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
