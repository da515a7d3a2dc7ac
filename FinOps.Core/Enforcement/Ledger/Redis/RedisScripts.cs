using System.Reflection;

namespace FinOps.Core.Enforcement.Ledger.Redis;

/// <summary>The scripts, each with what they share in front.</summary>
internal static class RedisScripts
{
    public static string Reserve { get; } = Read("reserve");

    public static string Apply { get; } = Read("apply");

    public static string TakeOver { get; } = Read("takeover");

    public static string Verify { get; } = Read("verify");

    private static string Read(string name) => Text("ledger") + Text(name);

    private static string Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"ledger/{name}.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
