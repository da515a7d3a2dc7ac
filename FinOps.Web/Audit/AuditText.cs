using FinOps.Core.Audit;

namespace FinOps.Web.Audit;

/// <summary>Entries in words.</summary>
public static class AuditText
{
    private static readonly Dictionary<string, string> Done = new(StringComparer.Ordinal)
    {
        ["add"] = "added", ["apply"] = "applied", ["cancel"] = "canceled", ["change"] = "changed", ["close"] = "closed", ["create"] = "created", ["delete"] = "deleted",
        ["disable"] = "disabled", ["discard"] = "discarded", ["enable"] = "enabled", ["end"] = "ended", ["grant"] = "granted", ["load"] = "loaded", ["migrate"] = "migrated",
        ["rebuild"] = "rebuilt", ["receive"] = "received", ["reimport"] = "imported again", ["remove"] = "removed", ["reopen"] = "reopened", ["resume"] = "taken up again",
        ["revoke"] = "revoked", ["rotate"] = "rotated", ["save"] = "saved", ["start"] = "started", ["supersede"] = "replaced", ["verify"] = "verified",
    };

    private static readonly Dictionary<string, string> Nouns = new(StringComparer.Ordinal)
    {
        ["apikey"] = "API key", ["audit"] = "Audit trail", ["catalog"] = "Price list", ["demo"] = "Demo company", ["rerate"] = "Re-rating", ["rollup"] = "Rollups", ["signin"] = "Sign-in",
    };

    /// <summary>An action as a person would say it: <c>price.supersede</c> is "Price replaced".</summary>
    public static string Action(string action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var cut = action.LastIndexOf('.');
        return cut < 0 ? action : $"{Noun(action[..cut])} {Done.GetValueOrDefault(action[(cut + 1)..], action[(cut + 1)..].Replace('-', ' '))}";
    }

    /// <summary>By which door.</summary>
    public static string Door(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var door = entry.Via switch
        {
            "web" => "console",
            "api" => "API",
            "cli" => "command",
            "job" => "job",
            _ => entry.Via,
        };
        return entry.Address is null ? door : $"{door}, {entry.Address}";
    }

    private static string Noun(string noun) => Nouns.GetValueOrDefault(noun) ?? char.ToUpperInvariant(noun[0]) + noun[1..].Replace('-', ' ').Replace('.', ' ');
}
