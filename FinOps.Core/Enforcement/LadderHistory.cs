using System.Text.Json;

namespace FinOps.Core.Enforcement;

/// <summary>Tells entries of the audit trail about the ladder in a few words.</summary>
internal static class LadderHistory
{
    public static string Tell(string action, string? before, string? after) => action switch
    {
        "measure.apply" => $"{Verb(Text(after, "Kind"))} {Text(after, "Scope")}",
        "measure.lift" => $"Ended: {Verb(Text(before, "Kind")).ToLowerInvariant()} {Text(before, "Scope")}",
        "override.request" => $"Override asked for: {Override(after)}",
        "override.approve" => $"Override approved: {Override(after)}",
        "override.refuse" => $"Override refused: {Override(before)}",
        "override.end" => $"Override ended: {Override(before)}",
        "ladder.tighten" => $"{Step(Text(after, "Step"))} at ${Text(after, "SpentUsd")} of ${Text(after, "CapUsd")}",
        "ladder.relax" => $"Back to {Step(Text(after, "Step")).ToLowerInvariant()} at ${Text(after, "SpentUsd")} of ${Text(after, "CapUsd")}",
        "ladder.edit" => "Ladder changed",
        "ladder.reset" => "Ladder follows the defaults again",
        _ => action,
    };

    private static string Verb(string kind) => kind switch { "Pause" => "Paused", "Tighten" => "Tightened", "Degrade" => "Degraded", _ => kind };

    private static string Step(string step) => step switch { "Cap" => "At the cap", "Near" => "Near the cap", _ => "Normal" };

    private static string Override(string? json) => $"{Text(json, "Kind")} of {Text(json, "Scope")}";

    /// <summary>A field by its name in any case; empty where it is missing.</summary>
    private static string Text(string? json, string field)
    {
        if (json is null)
        {
            return "";
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind != JsonValueKind.Object ? "" : document.RootElement.EnumerateObject()
                .Where(p => p.Name.Equals(field, StringComparison.OrdinalIgnoreCase)).Select(p => p.Value.ToString()).FirstOrDefault("");
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
