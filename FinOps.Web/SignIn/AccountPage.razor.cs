using System.Globalization;
using FinOps.Core.Access.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;

namespace FinOps.Web.SignIn;

/// <summary>Where somebody is signed in, and how to end it.</summary>
public sealed partial class AccountPage(SignInSessions store, CurrentActor actors, IOptions<SignInOptions> options)
{
    private IReadOnlyList<SessionLine>? sessions;
    private long? current;
    private string name = "";
    private string identity = "";
    private string notice = "";

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = default!;

    private IOptions<SignInOptions> Options => options;

    protected override async Task OnInitializedAsync()
    {
        var actor = await actors.GetAsync();
        (name, identity) = (actor.Name, actor.Subject);
        current = SignInPrincipal.SessionOf((await Authentication).User);
        await LoadAsync();
    }

    private static string At(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private async Task EndAsync(SessionLine session)
    {
        var actor = await actors.GetAsync();
        notice = await store.EndAsync(session.Id, actor.Subject, actor, "ended on the account page", CancellationToken.None) ? "The session has ended; its open pages are closing." : "That session had already ended.";
        await LoadAsync();
    }

    private async Task LoadAsync() => sessions = await store.ListAsync(identity, options.Value.IdleLimit, CancellationToken.None);
}
