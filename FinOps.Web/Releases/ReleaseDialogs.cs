using MudBlazor;

namespace FinOps.Web.Releases;

/// <summary>How the dialogs about releases open.</summary>
internal static class ReleaseDialogs
{
    public static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };
}
