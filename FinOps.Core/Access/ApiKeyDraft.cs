namespace FinOps.Core.Access;

/// <summary>A key that somebody wants to make.</summary>
public sealed class ApiKeyDraft
{
    public string Name { get; set; } = "";

    /// <summary>What it opens; see <see cref="ApiScope"/>.</summary>
    public HashSet<string> Scopes { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The only tenants that it sends and reads usage of, by key; empty means all.</summary>
    public List<string> Tenants { get; set; } = [];

    /// <summary>The only environment that it sends usage of; empty means any.</summary>
    public string Environment { get; set; } = "";

    /// <summary>First instant at which it opens no more; null for the default life of the settings.</summary>
    public DateTime? ExpiresUtc { get; set; }
}

/// <summary>A new secret for a key.</summary>
/// <param name="OldUntilUtc">First instant at which the present secret opens no more; null ends it at once.</param>
/// <param name="ExpiresUtc">When the key ends from now on; null for the default life of the settings.</param>
public sealed record ApiKeyRotation(DateTime? OldUntilUtc, DateTime? ExpiresUtc = null);

/// <summary>What is wrong with one field, and the cure.</summary>
/// <param name="Field">The property of the draft, or of the rotation.</param>
/// <param name="Message">One sentence.</param>
public sealed record ApiKeyFault(string Field, string Message);

/// <summary>What became of a change of a key.</summary>
public abstract record ApiKeyResult
{
    private ApiKeyResult()
    {
    }

    /// <summary>There is a new secret. <see cref="Text"/> is shown once and stored nowhere.</summary>
    public sealed record Made(ApiKey Key, string Text) : ApiKeyResult
    {
        /// <summary>The text must not reach a log by accident.</summary>
        public override string ToString() => $"Made {Key.Prefix}";
    }

    /// <summary>The change is stored.</summary>
    public sealed record Saved(ApiKey Key) : ApiKeyResult;

    /// <summary>Nothing was stored; every fault is listed.</summary>
    public sealed record Invalid(IReadOnlyList<ApiKeyFault> Faults) : ApiKeyResult;

    /// <summary>Nothing was stored: somebody else changed the key meanwhile, or it is in a state that forbids the change.</summary>
    public sealed record Conflict(string Message) : ApiKeyResult;

    /// <summary>Nothing was stored: the person must prove again who they are.</summary>
    public sealed record Unproved(ProofNeeded Proof) : ApiKeyResult;

    /// <summary>There is no such key.</summary>
    public sealed record NotFound : ApiKeyResult;
}
