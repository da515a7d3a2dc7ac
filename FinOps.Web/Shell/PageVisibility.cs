namespace FinOps.Web.Shell;

/// <summary>Whether somebody can see the page of this circuit: false while its tab is in the background or its window minimized.</summary>
public sealed class PageVisibility
{
    /// <summary>Raised when the page is hidden or shown.</summary>
    public event Action? Changed;

    public bool IsHidden { get; private set; }

    public void Set(bool isHidden)
    {
        if (isHidden != IsHidden)
        {
            IsHidden = isHidden;
            Changed?.Invoke();
        }
    }
}
