using MudBlazor;

namespace FinOps.Web.Shell;

/// <summary>The one place that themes MudBlazor. Colors that our own styles use stand in app.css under the same names.</summary>
public static class ConsoleTheme
{
    private static readonly string[] Fonts = ["Inter Variable", "system-ui", "-apple-system", "Segoe UI", "sans-serif"];

    public static MudTheme Light { get; } = Build(":root");

    public static MudTheme Dark { get; } = Build(":root[data-scheme=dark]");

    private static MudTheme Build(string scope) => new()
    {
        PaletteLight = LightPalette(),
        PaletteDark = DarkPalette(),
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
        Typography = Type(),
        PseudoCss = new PseudoCss { Scope = scope },
    };

    private static PaletteLight LightPalette() => new()
    {
        Primary = "#3538CD",
        PrimaryContrastText = "#FFFFFF",
        Secondary = "#5B6472",
        SecondaryContrastText = "#FFFFFF",
        Tertiary = "#0072B2",
        Info = "#0072B2",
        Success = "#067647",
        Warning = "#B54708",
        Error = "#B42318",
        Dark = "#101828",
        Background = "#F6F7F9",
        BackgroundGray = "#F6F7F9",
        Surface = "#FFFFFF",
        AppbarBackground = "#FFFFFF",
        AppbarText = "#101828",
        DrawerBackground = "#FFFFFF",
        DrawerText = "#101828",
        DrawerIcon = "#5B6472",
        TextPrimary = "#101828",
        TextSecondary = "#5B6472",
        TextDisabled = "#5B6472A0",
        ActionDefault = "#5B6472",
        Divider = "#E4E7EC",
        DividerLight = "#E4E7EC",
        LinesDefault = "#E4E7EC",
        LinesInputs = "#8A93A2",
        TableLines = "#E4E7EC",
        TableHover = "#F6F7F9",
        TableStriped = "#F6F7F9",
    };

    private static PaletteDark DarkPalette() => new()
    {
        Primary = "#A4BCFD",
        PrimaryContrastText = "#0C111D",
        Secondary = "#98A2B3",
        SecondaryContrastText = "#0C111D",
        Tertiary = "#56B4E9",
        Info = "#56B4E9",
        InfoContrastText = "#0C111D",
        Success = "#47CD89",
        SuccessContrastText = "#0C111D",
        Warning = "#FDB022",
        WarningContrastText = "#0C111D",
        Error = "#F97066",
        ErrorContrastText = "#0C111D",
        Dark = "#263046",
        Background = "#0C111D",
        BackgroundGray = "#0C111D",
        Surface = "#131A2A",
        AppbarBackground = "#131A2A",
        AppbarText = "#F2F4F7",
        DrawerBackground = "#131A2A",
        DrawerText = "#F2F4F7",
        DrawerIcon = "#98A2B3",
        TextPrimary = "#F2F4F7",
        TextSecondary = "#98A2B3",
        TextDisabled = "#98A2B3A0",
        ActionDefault = "#98A2B3",
        Divider = "#263046",
        DividerLight = "#263046",
        LinesDefault = "#263046",
        LinesInputs = "#667085",
        TableLines = "#263046",
        TableHover = "#1A2336",
        TableStriped = "#1A2336",
    };

    private static Typography Type() => new()
    {
        Default = new DefaultTypography { FontFamily = Fonts, FontSize = "0.875rem", FontWeight = "400", LineHeight = "1.43", LetterSpacing = "0" },
        H1 = new H1Typography { FontFamily = Fonts, FontSize = "1.25rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "0" },
        H2 = new H2Typography { FontFamily = Fonts, FontSize = "1rem", FontWeight = "600", LineHeight = "1.5", LetterSpacing = "0" },
        H6 = new H6Typography { FontFamily = Fonts, FontSize = "1rem", FontWeight = "600", LineHeight = "1.5", LetterSpacing = "0" },
        Body1 = new Body1Typography { FontFamily = Fonts, FontSize = "0.875rem", FontWeight = "400", LineHeight = "1.43", LetterSpacing = "0" },
        Body2 = new Body2Typography { FontFamily = Fonts, FontSize = "0.8125rem", FontWeight = "400", LineHeight = "1.43", LetterSpacing = "0" },
        Button = new ButtonTypography { FontFamily = Fonts, FontSize = "0.875rem", FontWeight = "500", LineHeight = "1.5", LetterSpacing = "0", TextTransform = "none" },
        Caption = new CaptionTypography { FontFamily = Fonts, FontSize = "0.75rem", FontWeight = "400", LineHeight = "1.5", LetterSpacing = "0" },
    };
}
