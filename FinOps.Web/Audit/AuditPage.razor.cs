using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using FinOps.Web.Imports;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Audit;

/// <summary>Who changed what, when and why?</summary>
public sealed partial class AuditPage(AuditQueries queries, AuditVerifier verifier, CurrentActor current, NavigationManager navigation, TimeProvider time) : IDisposable
{
    private const int PageSize = 50;
    private readonly CancellationTokenSource gone = new();
    private AuditSearch search = new();
    private AuditView? data;
    private AuditReport? verified;
    private bool mayVerify;
    private bool isVerifying;
    private string? failure;

    [Inject] private ILogger<AuditPage> Logger { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private int Number => Math.Max(1, PageNumber ?? 1);

    private string Answer => data switch
    {
        null => "Who changed what, when and why.",
        { SeesAll: false } => "What was changed for the tenants you look after.",
        { Verification: null } => "Every change is on record, and each entry is bound to the one before. The trail has not been verified yet; a job does it every night.",
        { Verification: var last } when IsWhole(last) => $"Every change is on record. Last verified {ImportText.Ago(last.AtMicros, time.NowMicros())} by {last.ActorName}: whole.",
        { Verification: var last } => $"The trail was found broken {ImportText.Ago(last.AtMicros, time.NowMicros())}: see entry {last.Sequence}.",
    };

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private static bool IsWhole(AuditEntry verification)
    {
        using var json = JsonDocument.Parse(verification.After ?? "{}");
        return json.RootElement.TryGetProperty("result", out var result) && result.GetString() == "whole";
    }

    private async Task LoadAsync()
    {
        try
        {
            search = AuditSearch.Parse(new Uri(navigation.Uri).Query);
            var actor = await current.GetAsync();
            mayVerify = actor.May(ProtectedActions.VerifyAudit);
            var (entries, total) = await queries.PageAsync(search.ToFilter(), actor, (Number - 1) * PageSize, PageSize, gone.Token);
            var actions = data?.Actions ?? await queries.ActionsAsync(actor, gone.Token);
            data = new AuditView(entries, total, actions, await queries.LastVerificationAsync(actor, gone.Token), actor.TenantsFor(Permission.ViewAudit).IsAll);
            failure = null;
        }
        catch (Exception e) when (e is not (OperationCanceledException or UnauthorizedAccessException))
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, failure);
        }
    }

    private async Task VerifyAsync()
    {
        isVerifying = true;
        verified = null;
        StateHasChanged();
        try
        {
            var actor = await current.GetAsync();
            verified = await Task.Run(() => verifier.RunAsync(actor, null, gone.Token), gone.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        finally
        {
            isVerifying = false;
        }

        await LoadAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading the audit trail failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);

    private sealed record AuditView(IReadOnlyList<AuditEntry> Entries, int Total, IReadOnlyList<string> Actions, AuditEntry? Verification, bool SeesAll);
}
