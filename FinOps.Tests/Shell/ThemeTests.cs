using FinOps.Web.Shell;

namespace FinOps.Tests.Shell;

public sealed class ThemeTests : ShellContext
{
    [Theory]
    [InlineData(":root{", "--mud-palette-surface: rgba(255,255,255,1)")]
    [InlineData(":root[data-scheme=dark]{", "--mud-palette-surface: rgba(19,26,42,1)")]
    public void Palette_StandsUnderASelectorThatBrowsersTake(string selector, string surface)
    {
        var css = Render<ThemeProviders>().Markup;

        var block = css[css.IndexOf(selector, StringComparison.Ordinal)..];
        Assert.Contains(surface, block[..block.IndexOf('}', StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.DoesNotContain(":html", css, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sheet_OfTheTheme_HoldsBothPalettesAndItsAddressFollowsItsContent()
    {
        var sheet = await ThemeSheet.RenderAsync();

        Assert.Contains(":root{", sheet.Css.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n{", "{", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(":root[data-scheme=dark]", sheet.Css, StringComparison.Ordinal);
        Assert.DoesNotContain("<", sheet.Css, StringComparison.Ordinal);
        Assert.Matches("^theme\\.css\\?v=[0-9a-f]{12}$", sheet.Href);
        Assert.NotEqual(sheet.Href, new ThemeSheet(sheet.Css + " ").Href);
    }
}
