namespace FinOps.Web.SignIn;

/// <summary>What browsers call themselves, in two words.</summary>
internal static class BrowserName
{
    // The order matters: later ones borrow the names of earlier ones.
    private static readonly (string Sign, string Name)[] Browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];

    private static readonly (string Sign, string Name)[] Systems =
        [("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    public static string Of(string? agent)
    {
        var (browser, system) = (Find(Browsers, agent), Find(Systems, agent));
        return browser is null ? system ?? "Unknown browser" : system is null ? browser : $"{browser} on {system}";
    }

    private static string? Find((string Sign, string Name)[] known, string? agent) =>
        known.FirstOrDefault(k => agent?.Contains(k.Sign, StringComparison.Ordinal) == true).Name;
}
