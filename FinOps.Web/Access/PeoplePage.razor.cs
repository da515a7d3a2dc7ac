using FinOps.Core.Access;
using FinOps.Core.Access.Sessions;
using FinOps.Core.Data;
using FinOps.Web.Costs;
using FinOps.Web.Pricing.Rerating;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Access;

/// <summary>Who may do what: people with their roles, and the dialogs that change them.</summary>
public sealed partial class PeoplePage(
    AccessQueries queries, AccessDecisions decisions, GrantEditor grants, PersonEditor persons, SessionEditor sessions, OpenCircuits circuits, KnownNames names, CurrentActor current, ProofGate gate,
    IDialogService dialogs, NavigationManager navigation, TimeProvider time)
{
    private const string NoRole = "-";
    private static readonly DialogOptions DialogOptions = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };

    private IReadOnlyList<PersonLine>? people;
    private IReadOnlyList<Role> roles = [];
    private IReadOnlyDictionary<PersonIdentity, int> open = new Dictionary<PersonIdentity, int>();
    private string? words;
    private string? notice;
    private string? problem;
    private long now;

    /// <summary>Part of a name, an address or a subject.</summary>
    [SupplyParameterFromQuery(Name = "q")] public string? Words { get; set; }

    [SupplyParameterFromQuery(Name = "role")] public string? RoleName { get; set; }

    /// <summary>The person whose details are open.</summary>
    [SupplyParameterFromQuery(Name = "person")] public int? Person { get; set; }

    private IReadOnlyList<PersonLine> Shown => [.. (people ?? []).Where(p => HasWords(p) && HasRole(p))];

    private string Answer => people switch
    {
        null => "Loading…",
        { Count: 0 } => "Nobody has signed in yet.",
        var all => $"{all.Count(p => p.Access.MayEnter)} of {all.Count} people have a role, {all.Count(p => p.Access.Permissions.Contains(Permission.ManageAccess))} of them may manage access."
            + (all.Count(p => p.Access.IsDisabled) is var off and > 0 ? $" {off} {(off == 1 ? "is" : "are")} disabled." : ""),
    };

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override void OnParametersSet() => words = Words;

    private async Task LoadAsync()
    {
        people = await queries.PeopleAsync(await current.GetAsync(), CancellationToken.None);
        roles = await decisions.RolesAsync(CancellationToken.None);
        (open, now) = (circuits.Count(), time.NowMicros());
    }

    private bool HasWords(PersonLine line) => string.IsNullOrWhiteSpace(Words)
        || new[] { line.Person.Name, line.Person.Email, line.Identity }.Any(t => t?.Contains(Words.Trim(), StringComparison.OrdinalIgnoreCase) == true);

    private bool HasRole(PersonLine line) => RoleName switch
    {
        null or "" => true,
        NoRole => line.Roles.Count == 0,
        _ => line.Roles.Any(r => r.Role.Name == RoleName),
    };

    private void FindAsync() => Go("q", words);

    private void ByRole(ChangeEventArgs e) => Go("role", e.Value?.ToString());

    private void Toggle(PersonLine line) => navigation.NavigateTo(navigation.GetUriWithQueryParameter("person", Person == line.Person.Id ? null : line.Person.Id));

    private void Go(string name, string? value) => navigation.NavigateTo(navigation.GetUriWithQueryParameter(name, string.IsNullOrWhiteSpace(value) ? null : value));

    private async Task GrantAsync(PersonLine? line)
    {
        if (!await gate.PassAsync())
        {
            return;
        }

        var draft = new GrantDraft { Subject = line?.Identity ?? "" };
        var parameters = new DialogParameters<GrantDialog>
        {
            { d => d.Draft, draft },
            { d => d.Person, line?.Person.Name },
            { d => d.Roles, roles },
            { d => d.Tenants, [.. (await names.GetAsync((await current.GetAsync()).Tenants, CancellationToken.None)).Tenants.Select(t => t.Key)] },
        };
        var dialog = await dialogs.ShowAsync<GrantDialog>(line is null ? "Grant a role" : $"Grant {line.Person.Name} a role", parameters, DialogOptions);
        if (await dialog.Result is { Canceled: false })
        {
            await ToldAsync(new AccessEdit.Saved(0), $"{line?.Person.Name ?? draft.Subject} has the role {draft.Role} now.");
        }
    }

    private async Task RevokeAsync(PersonLine line, RoleGrant grant)
    {
        var left = new PersonAccess([.. line.Roles.Where(r => r.Origin != RoleOrigin.Grant || r.Role.Name != grant.Role)], line.Access.IsDisabled);
        var effect = left.MayEnter
            ? $"Within a second {line.Person.Name} loses the role {grant.Role} and keeps: {AccessText.List(left.Permissions)}."
            : $"Within a second {line.Person.Name} can do nothing here any more; open pages show that they have no role.";
        if (await AskAsync($"Revoke {grant.Role}", effect, "Revoke the role") is { } reason)
        {
            await ToldAsync(await grants.RevokeAsync(grant.Id, reason, await current.GetAsync(), CancellationToken.None), $"{line.Person.Name} no longer has the role {grant.Role}.");
        }
    }

    private async Task SwitchAsync(PersonLine line)
    {
        var (title, effect, action) = line.Access.IsDisabled
            ? ($"Enable {line.Person.Name}", $"Their roles count again: {(line.Roles.Count == 0 ? "they have none" : string.Join("; ", line.Roles.Select(AccessText.Role)))}.", "Enable")
            : ($"Disable {line.Person.Name}", "Within a second they can do nothing here any more, whatever roles they have or their provider says. Open pages show that. It can be undone.", "Disable");
        if (await AskAsync(title, effect, action) is not { } reason)
        {
            return;
        }

        var actor = await current.GetAsync();
        await (line.Access.IsDisabled
            ? ToldAsync(await persons.EnableAsync(line.Person.Id, reason, actor, CancellationToken.None), $"{line.Person.Name} is enabled again.")
            : ToldAsync(await persons.DisableAsync(line.Person.Id, reason, actor, CancellationToken.None), $"{line.Person.Name} is disabled."));
    }

    private async Task EndAsync(PersonLine line)
    {
        if (await AskAsync($"Sign {line.Person.Name} out", "Their open pages close, and they must sign in again. Their roles stay.", "Sign out everywhere") is { } reason)
        {
            var ended = await sessions.EndAllAsync(new PersonIdentity(line.Person.Issuer, line.Person.Subject), reason, await current.GetAsync(), CancellationToken.None);
            await ToldAsync(new AccessEdit.Saved(0), $"{line.Person.Name}: {ended} {(ended == 1 ? "session has" : "sessions have")} ended.");
        }
    }

    private async Task<string?> AskAsync(string title, string effect, string action)
    {
        if (!await gate.PassAsync())
        {
            return null;
        }

        var parameters = new DialogParameters<ReasonDialog> { { d => d.Effect, effect }, { d => d.Action, action } };
        var dialog = await dialogs.ShowAsync<ReasonDialog>(title, parameters, DialogOptions);
        return await dialog.Result is { Canceled: false, Data: string reason } ? reason : null;
    }

    private async Task ToldAsync(AccessEdit edit, string done)
    {
        problem = AccessText.Problem(edit);
        notice = problem is null ? done : null;
        await LoadAsync();
    }
}
