using FinOps.Core.Access;
using FinOps.Core.Tenants;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Tenants.Terms;

/// <summary>What was agreed with this tenant, and what was billed?</summary>
public sealed partial class TenantTermsPage(
    TenantQueries queries, TenantEditor editor, ContractEditor contracts, RevenueEditor revenue, TermsDialogs dialogs, CurrentActor current)
{
    private const string Undone = "Undone right away.";

    private TenantTerms? terms;
    private bool isLoaded;
    private bool mayEdit;
    private string? notice;
    private string? problem;
    private string? failure;
    private Func<Actor, Task<TenantEdit>>? undo;

    [Parameter] public string Segment { get; set; } = "";

    [Inject] private ILogger<TenantTermsPage> Logger { get; set; } = default!;

    private string Key => CostLinks.Decode(Segment);

    private string Answer => terms!.Row switch
    {
        { Contract: not null, MonthlyFeeNanos: { } fee, Plan: var plan } row => $"Pays {CostFormat.Usd(fee)} a month{(plan is null ? "" : $" on {plan.Name}")}{(row.Contract.EndDay is { } end ? $", until {TermsText.Day(end)}" : "")}.",
        { NextStart: { } start } => $"Its contract begins on {TermsText.Day(start)}.",
        { EndedOn: { } end } => $"Its last contract ended on {TermsText.Day(end)}.",
        _ => "It has no contract: what it brings in is known from bills alone.",
    };

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            var actor = await current.GetAsync();
            terms = await queries.FindAsync(Key, actor, CancellationToken.None);
            mayEdit = actor.May(ProtectedActions.EditTenant) && actor.TenantsFor(Permission.ManageTenants).Allows(Key);
            failure = null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, failure);
        }

        isLoaded = true;
    }

    private async Task EditAsync()
    {
        var before = TermsDrafts.Of(terms!.Row);
        before.ExpectedVersion++;
        var owners = (await queries.ListAsync(queries.Today, await current.GetAsync(), CancellationToken.None)).Select(r => r.Owner).Where(o => o.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase);
        if (await dialogs.EditTenantAsync(TermsDrafts.Of(terms.Row), await queries.TiersAsync(CancellationToken.None), [.. owners]))
        {
            Tell("The tenant is saved.", terms.Row.Tenant is null ? null : actor => editor.SaveAsync(before, actor, CancellationToken.None));
        }

        await LoadAsync();
    }

    private async Task EditContractAsync(Contract? contract)
    {
        var running = terms!.Row.Contract;
        var draft = contract is null
            ? new ContractDraft { Tenant = Key, StartDay = queries.Today, EndsPrevious = running is not null }
            : TermsDrafts.Of(contract, terms.PlanOf(contract)?.Key ?? "", Key);
        var plans = await queries.PlansAsync(await current.GetAsync(), CancellationToken.None);
        var before = terms;
        if (await dialogs.EditContractAsync(draft, plans, running) is { } id)
        {
            await LoadAsync();
            Tell(contract is null ? "The contract is added." : "The contract is saved.", actor => PutBackAsync(id, contract, before, actor));
            return;
        }

        await LoadAsync();
    }

    /// <summary>Puts the contracts back as they were: one that was changed, one that was added, and the one that it ended.</summary>
    private async Task<TenantEdit> PutBackAsync(int id, Contract? changed, TenantTerms before, Actor actor)
    {
        if (changed is not null)
        {
            var draft = TermsDrafts.Of(changed, before.PlanOf(changed)?.Key ?? "", Key);
            draft.ExpectedVersion++;
            return await contracts.SaveAsync(draft, actor, CancellationToken.None);
        }

        var removed = await contracts.RemoveAsync(id, Undone, actor, CancellationToken.None);
        var ended = before.Contracts.FirstOrDefault(c => terms!.Contracts.Any(now => now.Id == c.Id && now.EndDay != c.EndDay));
        if (removed is not TenantEdit.Saved || ended is null)
        {
            return removed;
        }

        var back = TermsDrafts.Of(ended, before.PlanOf(ended)?.Key ?? "", Key);
        back.ExpectedVersion++;
        return await contracts.SaveAsync(back, actor, CancellationToken.None);
    }

    private async Task RemoveContractAsync(Contract contract)
    {
        var effect = $"The contract from {TermsText.Day(contract.StartDay)} no longer counts, for months that are over either. To end it instead, give it an end.";
        if (await dialogs.AskReasonAsync("Remove the contract", effect, "Remove it") is { } reason)
        {
            var back = TermsDrafts.Of(contract, terms!.PlanOf(contract)?.Key ?? "", Key);
            (back.Id, back.ExpectedVersion) = (null, null);
            var actor = await current.GetAsync();
            await ToldAsync(await contracts.RemoveAsync(contract.Id, reason, actor, CancellationToken.None), "The contract is removed.", a => contracts.SaveAsync(back, a, CancellationToken.None));
        }
    }

    private async Task EnterAsync()
    {
        var draft = new RevenueDraft { Tenant = Key, Day = new DateOnly(queries.Today.Year, queries.Today.Month, 1) };
        if (await dialogs.EnterRevenueAsync(draft) is { } id)
        {
            Tell($"{CostFormat.Usd(draft.AmountUsd ?? 0)} are entered.", actor => revenue.RemoveAsync(id, Undone, actor, CancellationToken.None));
        }

        await LoadAsync();
    }

    private async Task RemoveEntryAsync(RevenueEntry entry)
    {
        var effect = $"{CostFormat.Usd(entry.AmountNanos)} on {TermsText.Day(entry.Day)} no longer count. For money that was given back, enter a negative amount instead.";
        if (await dialogs.AskReasonAsync("Take the entry out", effect, "Take it out") is { } reason)
        {
            var back = TermsDrafts.Of(entry, Key);
            await ToldAsync(await revenue.RemoveAsync(entry.Id, reason, await current.GetAsync(), CancellationToken.None), "The entry is taken out.", actor => revenue.AddAsync(back, actor, CancellationToken.None));
        }
    }

    private async Task UndoAsync()
    {
        if (undo is { } back)
        {
            await ToldAsync(await back(await current.GetAsync()), "It is as it was before.", null);
        }
    }

    private async Task ToldAsync(TenantEdit edit, string done, Func<Actor, Task<TenantEdit>>? back)
    {
        Tell(done, back);
        if (TermsText.Problem(edit) is { } wrong)
        {
            (notice, problem, undo) = (null, wrong, null);
        }

        await LoadAsync();
    }

    private void Tell(string text, Func<Actor, Task<TenantEdit>>? back) => (notice, problem, undo) = (text, null, back);

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading a tenant's terms failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);
}
