using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Access.Keys;

/// <summary>One key: what it opens, how it is used, and its end.</summary>
public sealed partial class KeyPage(ApiKeyQueries queries, KeyDialogs dialogs, CurrentActor current, IOptions<ApiKeyOptions> options, TimeProvider time)
{
    private ApiKey? key;
    private bool isLoaded;
    private string? notice;
    private string? problem;
    private string? failure;
    private long now;

    [Parameter] public string Prefix { get; set; } = "";

    [Inject] private ILogger<KeyPage> Logger { get; set; } = default!;

    private TimeSpan Warning => TimeSpan.FromDays(options.Value.WarnDays);

    private ApiKeyState State => key!.StateAt(now, Warning);

    private bool IsOpen => State is ApiKeyState.Active or ApiKeyState.Expiring;

    private string Answer => (State, key!.IsRotating(now)) switch
    {
        (ApiKeyState.Revoked, _) => "It opens nothing any more.",
        (ApiKeyState.Expired, _) => $"It opened until {KeyText.Minute(key.ExpiresAtMicros)} UTC. Rotate it to go on using it.",
        (ApiKeyState.Expiring, _) => $"It opens until {KeyText.Minute(key.ExpiresAtMicros)} UTC and no longer. Rotate it before.",
        (ApiKeyState.Active, true) => "Two secrets open it. End the old one once nobody uses it.",
        (ApiKeyState.Active, false) => key.LastUsedAtMicros is null ? "It is in force and was never used." : $"It is in force, used {KeyText.LastUse(key, now)}.",
    };

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            now = time.NowMicros();
            key = await queries.FindAsync(Prefix, await current.GetAsync(), CancellationToken.None);
            failure = null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, failure);
        }

        isLoaded = true;
    }

    private Task RotateAsync() => ToldAsync(dialogs.RotateAsync(key!), "The key has a new secret.");

    private Task EndOldAsync() => ToldAsync(dialogs.EndOldAsync(key!), "The old secret opens nothing any more.");

    private Task RevokeAsync() => ToldAsync(dialogs.RevokeAsync(key!), "The key is revoked.");

    private async Task ToldAsync(Task<ApiKeyResult?> change, string done)
    {
        var result = await change;
        problem = result is null ? null : KeyDialogs.ProblemOf(result);
        notice = result is not null && problem is null ? done : null;
        await LoadAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading a key failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);
}
