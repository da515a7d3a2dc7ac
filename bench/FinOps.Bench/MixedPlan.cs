using System.Globalization;

namespace FinOps.Bench;

/// <summary>What the mixed load is made of.</summary>
/// <param name="App">Path of FinOps.Web.dll, built or published.</param>
/// <param name="RecordsPerSecond">Records in posts of a hundred, as a gateway sends them.</param>
/// <param name="Pages">Pages open in a browser.</param>
/// <param name="IsKilled">Whether the program is killed with SIGKILL in the middle and started again.</param>
internal sealed record MixedPlan(TimeSpan Length, string App, int RecordsPerSecond, int Pages, int Port, bool IsKilled)
{
    public const int RecordsPerPost = 100;

    public Uri Address => new($"http://127.0.0.1:{Port}");

    public static MixedPlan Of(int seconds, Func<string, string?> option) => new(
        TimeSpan.FromSeconds(seconds),
        Path.GetFullPath(option("--app") ?? throw new ArgumentException("--mixed needs --app, the path of FinOps.Web.dll.")),
        int.Parse(option("--rate") ?? "2000", CultureInfo.InvariantCulture),
        int.Parse(option("--pages") ?? "20", CultureInfo.InvariantCulture),
        int.Parse(option("--port") ?? "5275", CultureInfo.InvariantCulture),
        option("--kill") is null or "yes");
}
