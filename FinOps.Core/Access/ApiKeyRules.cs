using System.Text;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Access;

/// <summary>What a key may be.</summary>
internal sealed class ApiKeyRules(IOptions<ApiKeyOptions> options, TimeProvider time)
{
    /// <summary>The longest time that two secrets of a key open side by side.</summary>
    public static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(30);

    private const int MaxName = 128;
    private const int MaxTenants = 100;
    private const int MaxTenantBytes = 256;
    private const int MaxEnvironment = 128;

    /// <summary>The end of a key made now when nobody says otherwise.</summary>
    public DateTime DefaultEnd => time.GetUtcNow().UtcDateTime.AddDays(options.Value.DefaultDays);

    public IReadOnlyList<ApiKeyFault> Check(ApiKeyDraft draft, Actor actor)
    {
        var faults = new List<ApiKeyFault>();
        if (string.IsNullOrWhiteSpace(draft.Name) || draft.Name.Trim().Length > MaxName || draft.Name.Any(char.IsControl))
        {
            faults.Add(new(nameof(draft.Name), $"A key needs a name of 1 to {MaxName} characters: who uses it, and where."));
        }

        CheckScopes(draft.Scopes, actor, faults);
        CheckTenants(draft, faults);
        CheckEnvironment(draft, faults);
        CheckEnd(draft.ExpiresUtc, nameof(draft.ExpiresUtc), faults);
        return faults;
    }

    public IReadOnlyList<ApiKeyFault> Check(ApiKey key, ApiKeyRotation rotation, Actor actor)
    {
        var faults = new List<ApiKeyFault>();
        CheckScopes(key.ScopeList, actor, faults);
        CheckEnd(rotation.ExpiresUtc, nameof(rotation.ExpiresUtc), faults);
        var now = time.GetUtcNow().UtcDateTime;
        if (rotation.OldUntilUtc < now || rotation.OldUntilUtc > now + MaxOverlap)
        {
            faults.Add(new(nameof(rotation.OldUntilUtc), $"The present secret may work on for {MaxOverlap.Days} days at most, and not into the past."));
        }

        return faults;
    }

    private static void CheckScopes(IReadOnlyCollection<string> scopes, Actor actor, List<ApiKeyFault> faults)
    {
        if (scopes.Count == 0 || scopes.Any(s => !ApiScope.All.Contains(s)))
        {
            faults.Add(new(nameof(ApiKeyDraft.Scopes), $"Choose what the key opens; allowed: {string.Join(", ", ApiScope.All)}."));
        }
        else if (scopes.Contains(ApiScope.Admin) && (scopes.Contains(ApiScope.Ingest) || scopes.Contains(ApiScope.Reserve)))
        {
            faults.Add(new(nameof(ApiKeyDraft.Scopes), "A key that changes settings must not lie where calls are made: admin goes with neither ingest nor reserve. Make two keys."));
        }
        else if (!ApiScope.PermissionsOf(scopes).IsSubsetOf(actor.Permissions))
        {
            faults.Add(new(nameof(ApiKeyDraft.Scopes), "The key would open more than you may do yourself."));
        }
    }

    private static void CheckTenants(ApiKeyDraft draft, List<ApiKeyFault> faults)
    {
        if (draft.Tenants.Count > MaxTenants || draft.Tenants.Any(t => string.IsNullOrWhiteSpace(t) || Encoding.UTF8.GetByteCount(t) > MaxTenantBytes || t.Any(char.IsControl)))
        {
            faults.Add(new(nameof(draft.Tenants), $"Name at most {MaxTenants} tenants, each by its id of at most {MaxTenantBytes} bytes."));
        }
        else if (draft.Tenants.Count > 0 && draft.Scopes.Contains(ApiScope.Admin))
        {
            faults.Add(new(nameof(draft.Tenants), "Settings hold for every tenant: a key with admin cannot be bound to some."));
        }
    }

    private static void CheckEnvironment(ApiKeyDraft draft, List<ApiKeyFault> faults)
    {
        var environment = draft.Environment.Trim();
        if (environment.Length > MaxEnvironment || environment.Any(char.IsControl))
        {
            faults.Add(new(nameof(draft.Environment), $"The name of an environment has at most {MaxEnvironment} characters."));
        }
        else if (environment.Length > 0 && (draft.Scopes.Contains(ApiScope.Read) || draft.Scopes.Contains(ApiScope.Admin)))
        {
            faults.Add(new(nameof(draft.Environment), "An environment limits what a key sends; what it reads is of all environments. Bind keys with ingest or reserve alone."));
        }
    }

    private void CheckEnd(DateTime? end, string field, List<ApiKeyFault> faults)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (end <= now || end > now.AddDays(options.Value.MaxDays))
        {
            faults.Add(new(field, $"The key must end in the future, within {options.Value.MaxDays} days, which is what ApiKeys:MaxDays allows."));
        }
    }
}
