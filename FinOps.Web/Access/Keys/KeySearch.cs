using FinOps.Core.Access;
using FinOps.Web.Costs;
using Microsoft.AspNetCore.WebUtilities;

namespace FinOps.Web.Access.Keys;

/// <summary>Which keys a person looks for. It lives in the address.</summary>
public sealed record KeySearch
{
    public const string All = "all";
    public const string Rotating = "rotating";

    /// <summary>A part of a prefix or a name.</summary>
    public string Words { get; init; } = "";

    /// <summary>A state in lower case, <see cref="Rotating"/>, <see cref="All"/>, or empty for those that open something.</summary>
    public string State { get; init; } = "";

    /// <summary>The states to choose from, with their words.</summary>
    public static IReadOnlyList<(string Value, string Text)> States { get; } =
    [
        ("", "In force"), .. Enum.GetValues<ApiKeyState>().Select(s => (s.ToString().ToLowerInvariant(), KeyText.State(s))), (Rotating, "Rotating"), (All, "All"),
    ];

    /// <summary>Reads the query part of an address; what makes no sense is ignored.</summary>
    public static KeySearch Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query ?? "");
        var words = values.TryGetValue("q", out var q) ? q[0]?.Trim() ?? "" : "";
        var state = values.TryGetValue("state", out var s) ? s[0] ?? "" : "";
        return new KeySearch { Words = words[..Math.Min(words.Length, 200)], State = States.Any(known => known.Value == state) ? state : "" };
    }

    public string ToQuery() => CostView.Join("", (Words.Length == 0 ? "" : $"&q={Uri.EscapeDataString(Words)}") + (State.Length == 0 ? "" : $"&state={State}"));

    public IReadOnlyList<ApiKey> Find(IEnumerable<ApiKey> keys, long now, TimeSpan warning) =>
    [
        .. keys.Where(k => (k.Prefix.Contains(Words, StringComparison.OrdinalIgnoreCase) || k.Name.Contains(Words, StringComparison.OrdinalIgnoreCase)) && State switch
        {
            All => true,
            Rotating => k.IsRotating(now),
            "" => k.StateAt(now, warning) is ApiKeyState.Active or ApiKeyState.Expiring,
            var state => k.StateAt(now, warning).ToString().Equals(state, StringComparison.OrdinalIgnoreCase),
        }),
    ];
}
