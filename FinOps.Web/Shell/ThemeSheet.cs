using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using MudBlazor.Services;

namespace FinOps.Web.Shell;

/// <summary>MudBlazor's theme as a stylesheet of its own. Its component would write it into every page, which the content security policy refuses.</summary>
public sealed partial class ThemeSheet(string css)
{
    private const string Path = "/theme.css";

    public string Css { get; } = css;

    /// <summary>The sheet's address, another one for each content.</summary>
    public string Href { get; } = $"theme.css?v={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(css)))[..12]}";

    /// <summary>Lets MudBlazor write both palettes and takes their rules out.</summary>
    public static async Task<ThemeSheet> RenderAsync()
    {
        await using var services = new ServiceCollection().AddLogging().AddMudServices().AddSingleton<IJSRuntime, NoBrowser>().AddSingleton<NavigationManager, Nowhere>().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ThemeProviders>()).ToHtmlString());
        return new ThemeSheet(string.Join('\n', StyleElement().Matches(html).Select(m => m.Groups[1].Value.Trim()).Distinct(StringComparer.Ordinal)));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, (HttpContext http, ThemeSheet sheet) =>
    {
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Text(sheet.Css, "text/css");
    }).AllowAnonymous().ExcludeFromDescription();

    [GeneratedRegex("<style[^>]*>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex StyleElement();

    private sealed class NoBrowser : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => ValueTask.FromResult<TValue>(default!);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => ValueTask.FromResult<TValue>(default!);
    }

    private sealed class Nowhere : NavigationManager
    {
        public Nowhere() => Initialize("http://localhost/", "http://localhost/");
    }
}
