using FinOps.Core.Access;

namespace FinOps.Core.Audit;

/// <summary>An entry that waits for its change to be saved; what depends on ids that the database gives is read then.</summary>
internal sealed record AuditDraft(
    Actor Actor, string Action, Func<string> Target, string? Before, Func<string?> After, string? Reason, string? Tenant, string? Approval)
{
    /// <summary>Longer JSON is left out: a change of that size is summed up by whoever makes it.</summary>
    private const int LongestJson = 100_000;

    /// <summary>The entry without its place in the chain.</summary>
    public AuditEntry ToEntry(long atMicros) => new()
    {
        AtMicros = atMicros,
        ActorSubject = Fit(Actor.Subject, AuditModel.SubjectLength)!,
        ActorName = Fit(Actor.Name, AuditModel.NameLength)!,
        Via = Fit(Actor.Via, AuditModel.ViaLength)!,
        Address = Fit(Actor.Address, AuditModel.AddressLength),
        Action = Action,
        Target = Fit(Target(), AuditModel.TargetLength)!,
        Tenant = Fit(Tenant, AuditModel.TenantLength),
        Before = Short(Before),
        After = Short(After()),
        Reason = Fit(Reason, AuditModel.ReasonLength),
        Approval = Fit(Approval, AuditModel.ApprovalLength),
    };

    private static string? Short(string? json) => json is { Length: > LongestJson } ? CanonicalJson.Of(new { leftOutCharacters = json.Length }) : json;

    private static string? Fit(string? text, int length) =>
        text is null ? null
        : text.Length <= length ? CanonicalJson.Clean(text)
        : CanonicalJson.Clean(text[..(length - 1)]) + "…";
}
