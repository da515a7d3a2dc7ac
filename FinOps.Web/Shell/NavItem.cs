using FinOps.Core.Access;
using MudBlazor;

namespace FinOps.Web.Shell;

/// <summary>The groups of the navigation, in their order.</summary>
public enum NavGroup
{
    Inform,
    Operate,
    Manage,
}

/// <summary>One entry of the navigation and of the command palette.</summary>
/// <param name="Group">Where it stands.</param>
/// <param name="Path">Its address, starting with a slash.</param>
/// <param name="Text">Its name.</param>
/// <param name="Icon">An icon's SVG.</param>
/// <param name="Needs">Who sees it.</param>
public sealed record NavItem(NavGroup Group, string Path, string Text, string Icon, Permission Needs)
{
    /// <summary>True where the page understands the filters of the address, so that links carry them.</summary>
    public bool KeepsView { get; init; }

    /// <summary>True for a page outside the Blazor router.</summary>
    public bool IsExternal { get; init; }

    /// <summary>True for the few that stand in the bottom bar of a phone.</summary>
    public bool OnPhone { get; init; }

    /// <summary>True for a page that mixes the usage of all tenants: hidden from who sees only some.</summary>
    public bool NeedsAllTenants { get; init; }

    /// <summary>A permission whose holders reach the page by another entry, so that they need not see two.</summary>
    public Permission? ReachedBy { get; init; }

    /// <summary>Whether it is shown to this person.</summary>
    public bool IsFor(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.Permissions.Contains(Needs) && (!NeedsAllTenants || actor.May(Needs)) && (ReachedBy is not { } other || !actor.Permissions.Contains(other));
    }

    /// <summary>Every page there is: a new page adds its line here.</summary>
    public static readonly IReadOnlyList<NavItem> All =
    [
        new(NavGroup.Inform, "/", "Overview", Icons.Material.Outlined.SpaceDashboard, Permission.ViewCosts) { KeepsView = true, OnPhone = true },
        new(NavGroup.Inform, "/tenants", "Tenants", Icons.Material.Outlined.Business, Permission.ViewCosts) { KeepsView = true, OnPhone = true },
        new(NavGroup.Inform, "/tiers", "Tiers", Icons.Material.Outlined.Stairs, Permission.ViewCosts) { KeepsView = true },
        new(NavGroup.Inform, "/features", "Features", Icons.Material.Outlined.Widgets, Permission.ViewCosts) { KeepsView = true, OnPhone = true },
        new(NavGroup.Inform, "/economics", "Unit economics", Icons.Material.Outlined.PriceCheck, Permission.ViewCosts) { KeepsView = true },
        new(NavGroup.Inform, "/layers", "Layers", Icons.Material.Outlined.Layers, Permission.ViewCosts) { KeepsView = true, OnPhone = true },
        new(NavGroup.Inform, "/models", "Models", Icons.Material.Outlined.Memory, Permission.ViewCosts) { KeepsView = true },
        new(NavGroup.Inform, "/users", "Users", Icons.Material.Outlined.Group, Permission.ViewCosts) { KeepsView = true },
        new(NavGroup.Inform, "/runs", "Runs", Icons.Material.Outlined.AccountTree, Permission.ViewCosts) { KeepsView = true },
        new(NavGroup.Inform, "/efficiency", "Efficiency", Icons.Material.Outlined.Speed, Permission.ViewCosts) { KeepsView = true },
        new(NavGroup.Inform, "/freemium", "Freemium trap", Icons.Material.Outlined.Savings, Permission.ViewCosts),
        new(NavGroup.Inform, "/reviews", "Reviews", Icons.Material.Outlined.RateReview, Permission.ViewCosts) { NeedsAllTenants = true },
        new(NavGroup.Inform, "/records", "Records", Icons.Material.Outlined.ReceiptLong, Permission.ViewCosts) { KeepsView = true },
        new(NavGroup.Operate, "/alerts", "Alerts", Icons.Material.Outlined.Notifications, Permission.ViewCosts),
        new(NavGroup.Operate, "/enforcement", "Enforcement", Icons.Material.Outlined.Gavel, Permission.ViewCosts),
        new(NavGroup.Operate, "/jobs", "Jobs", Icons.Material.Outlined.Schedule, Permission.ViewJobs) { IsExternal = true },
        new(NavGroup.Manage, "/manage/tenants", "Tenants & plans", Icons.Material.Outlined.Handshake, Permission.ViewCosts),
        new(NavGroup.Manage, "/pricing", "Pricing", Icons.Material.Outlined.Sell, Permission.ViewCosts),
        new(NavGroup.Manage, "/imports", "Imports", Icons.Material.Outlined.UploadFile, Permission.ViewCosts) { NeedsAllTenants = true },
        new(NavGroup.Manage, "/access", "Access", Icons.Material.Outlined.AdminPanelSettings, Permission.ManageAccess),
        new(NavGroup.Manage, "/access/keys", "API keys", Icons.Material.Outlined.Key, Permission.ManageKeys) { ReachedBy = Permission.ManageAccess },
        new(NavGroup.Manage, "/audit", "Audit", Icons.Material.Outlined.FactCheck, Permission.ViewAudit),
    ];
}
