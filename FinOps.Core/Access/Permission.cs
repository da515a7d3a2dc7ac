namespace FinOps.Core.Access;

/// <summary>What a person or machine may do. Policies of the web carry the same names.</summary>
public enum Permission
{
    ViewCosts,
    EditBudgets,
    OperateEnforcement,
    ManagePricing,
    ManageTenants,
    Administer,
    ViewAudit,
    ManageImports,
    ViewJobs,
    ManageAccess,
    ManageKeys,
    ManageAlerts,
    AcknowledgeAlerts,
}

/// <summary>What permissions mean to people, and which of them can be limited to tenants.</summary>
public static class Permissions
{
    public static IReadOnlyList<Permission> All { get; } = Enum.GetValues<Permission>();

    /// <summary>
    /// True when the permission makes sense within some tenants only. The others concern everybody, such as prices,
    /// so a role that is limited to tenants does not give them.
    /// </summary>
    public static bool IsPerTenant(this Permission permission) => permission switch
    {
        Permission.ViewCosts or Permission.EditBudgets or Permission.OperateEnforcement or Permission.ManageTenants or Permission.ViewAudit or Permission.AcknowledgeAlerts => true,
        Permission.ManagePricing or Permission.Administer or Permission.ManageImports or Permission.ViewJobs or Permission.ManageAccess or Permission.ManageKeys or Permission.ManageAlerts => false,
    };

    /// <summary>The permission in a few words, such as "manage prices".</summary>
    public static string Text(this Permission permission) => permission switch
    {
        Permission.ViewCosts => "view costs",
        Permission.EditBudgets => "edit budgets",
        Permission.OperateEnforcement => "pause and un-pause",
        Permission.ManagePricing => "manage prices",
        Permission.ManageTenants => "manage tenants",
        Permission.Administer => "run the installation",
        Permission.ViewAudit => "view the audit trail",
        Permission.ManageImports => "manage imports",
        Permission.ViewJobs => "view jobs",
        Permission.ManageAccess => "manage who may do what",
        Permission.ManageKeys => "manage API keys",
        Permission.ManageAlerts => "manage alert rules and channels",
        Permission.AcknowledgeAlerts => "acknowledge alerts",
    };

    /// <summary>The permission of that name, compared letter by letter; null when there is none.</summary>
    public static Permission? Find(string name) => All.Where(p => string.Equals(p.ToString(), name, StringComparison.Ordinal)).Select(p => (Permission?)p).FirstOrDefault();
}
