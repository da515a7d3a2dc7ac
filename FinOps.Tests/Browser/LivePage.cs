using Microsoft.Playwright;

namespace FinOps.Tests.Browser;

/// <summary>Acts on pages that are painted by the server before they listen.</summary>
internal static class LivePage
{
    /// <summary>How long to wait before an act is tried again.</summary>
    public static LocatorAssertionsToBeVisibleOptions Soon => new() { Timeout = 5_000 };

    /// <summary>The first paint comes from the server and hears nothing; a person would try again too.</summary>
    public static async Task UntilAsync(Func<Task> act, Func<Task> seen)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await act();
                await seen();
                return;
            }
            catch (Exception e) when (tries < 12 && e is PlaywrightException or TimeoutException)
            {
            }
        }
    }
}
