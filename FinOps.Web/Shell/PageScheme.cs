namespace FinOps.Web.Shell;

/// <summary>The color scheme of the page in this circuit. CSS follows by itself; only drawings with fixed colors ask here.</summary>
public sealed class PageScheme
{
    /// <summary>Raised when the browser tells the scheme for the first time, and whenever it changes.</summary>
    public event Action? Changed;

    /// <summary>False until the browser has told.</summary>
    public bool IsKnown { get; private set; }

    public bool IsDark { get; private set; }

    public void Set(string? scheme)
    {
        var isDark = scheme == ThemeChoice.Dark;
        if (IsKnown && isDark == IsDark)
        {
            return;
        }

        (IsKnown, IsDark) = (true, isDark);
        Changed?.Invoke();
    }
}
