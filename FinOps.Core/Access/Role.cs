namespace FinOps.Core.Access;

/// <summary>A named set of permissions that people are given.</summary>
/// <param name="Name">The name in claims and on pages.</param>
/// <param name="Explanation">One line that says what the role is for.</param>
/// <param name="Permissions">What it allows.</param>
public sealed record Role(string Name, string Explanation, IReadOnlySet<Permission> Permissions)
{
    /// <summary>The built-in roles.</summary>
    public static readonly IReadOnlyList<Role> All =
    [
        Of("Viewer", "Reads every cost page; changes nothing.", Permission.ViewCosts),
        Of("Finance", "Reads costs and the audit trail, edits budgets and prices, keeps contracts and revenue.", Permission.ViewCosts, Permission.EditBudgets, Permission.ManagePricing, Permission.ManageTenants, Permission.ViewAudit, Permission.AcknowledgeAlerts),
        Of("Customer success", "Reads costs, looks after tenants and their plans, takes up alerts.", Permission.ViewCosts, Permission.ManageTenants, Permission.AcknowledgeAlerts),
        Of("On-call", "Reads costs, the audit trail and jobs, pauses and un-pauses, operates limits, sets who is alerted.", Permission.ViewCosts, Permission.OperateEnforcement, Permission.ViewAudit, Permission.ViewJobs, Permission.ManageAlerts, Permission.AcknowledgeAlerts),
        Of("Admin", "Everything, including imports, keys, jobs and who may do what.", [.. Access.Permissions.All]),
    ];

    /// <summary>True for a role of this installation.</summary>
    public bool IsCustom { get; init; }

    /// <summary>The built-in role of that name, in any case; null when there is none.</summary>
    public static Role? Find(string? name) => All.FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase));

    private static Role Of(string name, string explanation, params Permission[] permissions) => new(name, explanation, new HashSet<Permission>(permissions));
}
