namespace FinOps.Core.Access;

/// <summary>Every page and every change, with the permission it needs: what Core demands, what routes ask for, and what the matrix shows.</summary>
public static class ProtectedActions
{
    public static readonly ProtectedAction AddPrice = Change("Pricing", "Add or replace a price", Permission.ManagePricing) with { NeedsProof = true };
    public static readonly ProtectedAction MapModel = Change("Pricing", "Map a model name, or end a mapping", Permission.ManagePricing) with { NeedsProof = true };
    public static readonly ProtectedAction ImportPrices = Change("Pricing", "Take prices over from a list", Permission.ManagePricing) with { NeedsProof = true };
    public static readonly ProtectedAction Rerate = Change("Re-rating", "Rate stored calls again, or stop that", Permission.ManagePricing);
    public static readonly ProtectedAction CloseMonth = Change("Re-rating", "Close or reopen a month", Permission.ManagePricing);

    public static readonly ProtectedAction Import = Change("Imports", "Upload a log, or cancel an import", Permission.ManageImports);
    public static readonly ProtectedAction EditProfile = Change("Mapping profiles", "Save or delete a mapping profile", Permission.ManageImports);
    public static readonly ProtectedAction Requarantine = Change("Quarantine", "Correct, import again or discard lines", Permission.ManageImports);
    public static readonly ProtectedAction ChangeDemo = Change("Overview", "Load or remove the demo company", Permission.ManageImports);

    public static readonly ProtectedAction EditTenant = Change("Tenants & plans", "Name a tenant, its tier, owner and time zone", Permission.ManageTenants) with { ConcernsAll = false };
    public static readonly ProtectedAction EditContract = Change("Tenants & plans", "Add, change or remove a contract", Permission.ManageTenants) with { ConcernsAll = false };
    public static readonly ProtectedAction EnterRevenue = Change("Tenants & plans", "Enter billed revenue, or take it out", Permission.ManageTenants) with { ConcernsAll = false };
    public static readonly ProtectedAction EditPlan = Change("Tenants & plans", "Change tiers, plans and their prices", Permission.ManageTenants);
    public static readonly ProtectedAction RecordRelease = Change("Efficiency", "Record or remove a release", Permission.OperateEnforcement);
    public static readonly ProtectedAction EditReview = Change("Reviews", "Take up or settle an architecture review", Permission.OperateEnforcement);
    public static readonly ProtectedAction AcknowledgeUpgrade = Change("Efficiency", "Acknowledge a quiet upgrade", Permission.OperateEnforcement);

    public static readonly ProtectedAction ApplyMeasure = Change("Enforcement", "Pause, tighten or degrade calls", Permission.OperateEnforcement) with { ConcernsAll = false };
    public static readonly ProtectedAction LiftMeasure = Change("Enforcement", "Lift a measure; a pause needs a fresh proof", Permission.OperateEnforcement) with { ConcernsAll = false };
    public static readonly ProtectedAction EditBudget = Change("Budgets", "Add, change or remove a budget", Permission.EditBudgets) with { ConcernsAll = false };
    public static readonly ProtectedAction HandleIncident = Change("Incidents", "Acknowledge, assign, judge or resolve an incident", Permission.OperateEnforcement) with { ConcernsAll = false };
    public static readonly ProtectedAction SetScoring = Change("Incidents", "Set how spend is scored", Permission.OperateEnforcement);
    public static readonly ProtectedAction GrantOverride = Change("Enforcement", "Grant an override", Permission.OperateEnforcement) with { ConcernsAll = false, NeedsProof = true };
    public static readonly ProtectedAction ApproveOverride = Change("Enforcement", "Approve somebody else's override", Permission.OperateEnforcement) with { ConcernsAll = false, NeedsProof = true };
    public static readonly ProtectedAction EndOverride = Change("Enforcement", "End or refuse an override", Permission.OperateEnforcement) with { ConcernsAll = false };
    public static readonly ProtectedAction EditLadder = Change("Ladder", "Change the ladder of a tenant, or the defaults for all", Permission.OperateEnforcement) with { ConcernsAll = false, NeedsProof = true };

    public static readonly ProtectedAction EditOutcomeType = Change("Unit economics", "Add or change a type of outcome", Permission.ManageTenants);

    public static readonly ProtectedAction AcknowledgeAlert = Change("Alerts", "Acknowledge an alert", Permission.AcknowledgeAlerts) with { ConcernsAll = false };
    public static readonly ProtectedAction RetryDelivery = Change("Alerts", "Send again what could not be delivered", Permission.ManageAlerts);
    public static readonly ProtectedAction EditAlertRule = Change("Alert rules", "Change a rule", Permission.ManageAlerts);
    public static readonly ProtectedAction EditAlertChannel = Change("Alert channels", "Add, change, test or remove a channel", Permission.ManageAlerts);

    public static readonly ProtectedAction ManageKeys = Change("API keys", "Create, rotate or revoke a key", Permission.ManageKeys) with { NeedsProof = true };

    public static readonly ProtectedAction GrantRole = Change("Access", "Grant or revoke a role", Permission.ManageAccess) with { NeedsProof = true };
    public static readonly ProtectedAction DisablePerson = Change("Access", "Disable or enable a person", Permission.ManageAccess) with { NeedsProof = true };
    public static readonly ProtectedAction EndSessions = Change("Access", "Sign somebody out everywhere", Permission.ManageAccess);
    public static readonly ProtectedAction EditRole = Change("Access", "Add, change or delete a custom role", Permission.ManageAccess) with { NeedsProof = true };
    public static readonly ProtectedAction MapRole = Change("Access", "Map a claim value to a role, or end a mapping", Permission.ManageAccess) with { NeedsProof = true };
    public static readonly ProtectedAction VerifyAudit = Change("Audit", "Verify the trail", Permission.ViewAudit);
    public static readonly ProtectedAction RunJob = Change("Jobs", "Run, retry or delete a job", Permission.Administer);

    /// <summary>All of them, in the order of the navigation. What looks at a page comes before what changes something there.</summary>
    public static IReadOnlyList<ProtectedAction> All { get; } =
    [
        View("Overview", "/", Permission.ViewCosts),
        ChangeDemo,
        View("Tenants", "/tenants", Permission.ViewCosts),
        View("Tenant", "/tenants/{*Segment}", Permission.ViewCosts),
        View("Tenant one-pager", "/tenants/{Segment}/one-pager", Permission.ViewCosts),
        View("Tiers", "/tiers", Permission.ViewCosts),
        View("Features", "/features", Permission.ViewCosts),
        View("Feature", "/features/{*Segment}", Permission.ViewCosts),
        View("Unit economics", "/economics", Permission.ViewCosts),
        EditOutcomeType,
        View("Layers", "/layers", Permission.ViewCosts),
        View("Models", "/models", Permission.ViewCosts),
        View("Users", "/users", Permission.ViewCosts),
        View("Runs", "/runs", Permission.ViewCosts),
        View("Run", "/runs/{*Segment}", Permission.ViewCosts),
        View("Efficiency", "/efficiency", Permission.ViewCosts),
        RecordRelease,
        AcknowledgeUpgrade,
        View("Freemium trap", "/freemium", Permission.ViewCosts),
        View("Reviews", "/reviews", Permission.ViewCosts) with { ConcernsAll = true },
        EditReview,
        EditBudget,
        View("Enforcement", "/enforcement", Permission.ViewCosts),
        ApplyMeasure,
        LiftMeasure,
        GrantOverride,
        ApproveOverride,
        EndOverride,
        View("Ladder", "/enforcement/ladder", Permission.ViewCosts),
        EditLadder,
        View("Records", "/records", Permission.ViewCosts),
        View("Record", "/records/{Id:long}", Permission.ViewCosts),
        HandleIncident,
        SetScoring,
        View("Alerts", "/alerts", Permission.ViewCosts),
        AcknowledgeAlert,
        RetryDelivery,
        View("Alert rules", "/alerts/rules", Permission.ViewCosts) with { ConcernsAll = true },
        EditAlertRule,
        View("Alert channels", "/alerts/channels", Permission.ViewCosts) with { ConcernsAll = true },
        EditAlertChannel,
        View("Jobs", "/jobs", Permission.ViewJobs),
        RunJob,
        View("Pricing", "/pricing", Permission.ViewCosts),
        View("Price history", "/pricing/model", Permission.ViewCosts),
        View("Price comparison", "/pricing/compare", Permission.ViewCosts),
        View("Model mappings", "/pricing/mappings", Permission.ViewCosts),
        View("Price lists", "/pricing/lists", Permission.ViewCosts),
        View("Claimed costs", "/pricing/claims", Permission.ViewCosts),
        AddPrice,
        MapModel,
        ImportPrices,
        View("Re-rating", "/pricing/rerating", Permission.ViewCosts) with { ConcernsAll = true },
        Rerate,
        CloseMonth,
        View("Imports", "/imports", Permission.ViewCosts) with { ConcernsAll = true },
        Import,
        View("Mapping profiles", "/imports/profiles", Permission.ViewCosts),
        View("Mapping profile", "/imports/profiles/edit", Permission.ManageImports),
        EditProfile,
        View("Quarantine", "/imports/quarantine", Permission.ManageImports) with { ConcernsAll = true },
        Requarantine,
        View("Tenants & plans", "/manage/tenants", Permission.ViewCosts),
        View("Terms of a tenant", "/manage/tenants/{*Segment}", Permission.ViewCosts),
        View("Plans and tiers", "/manage/plans", Permission.ViewCosts),
        View("Import of terms", "/manage/terms/import", Permission.ManageTenants),
        EditTenant,
        EditContract,
        EnterRevenue,
        EditPlan,
        View("Access", "/access", Permission.ManageAccess),
        View("Roles", "/access/roles", Permission.ManageAccess),
        View("Role mappings", "/access/mappings", Permission.ManageAccess),
        GrantRole,
        DisablePerson,
        EndSessions,
        EditRole,
        MapRole,
        View("API keys", "/access/keys", Permission.ManageKeys),
        View("API key", "/access/keys/{Prefix}", Permission.ManageKeys),
        ManageKeys,
        View("Audit", "/audit", Permission.ViewAudit),
        VerifyAudit,
        View("Decisions", "/audit/decisions", Permission.ViewAudit),
        View("Your account", "/account", Permission.ViewCosts),
    ];

    private static ProtectedAction View(string page, string path, Permission needs) => new(page, "Look at the page and export it", needs) { Path = path };

    private static ProtectedAction Change(string page, string name, Permission needs) => new(page, name, needs) { ConcernsAll = true };
}
