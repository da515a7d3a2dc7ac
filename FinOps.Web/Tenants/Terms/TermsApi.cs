using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Tenants;
using FinOps.Web.Access;
using FinOps.Web.Costs;

namespace FinOps.Web.Tenants.Terms;

/// <summary><c>/api/v1/tenants</c>, <c>/revenue</c> and <c>/plans</c>: terms from and for billing and CRM systems. Only keys change them.</summary>
internal static class TermsApi
{
    public static void MapTerms(this IEndpointRouteBuilder api)
    {
        api.MapGet("/tenants", ListAsync).Guard(ApiScope.Read, Permission.ViewCosts).WithName("GetTenants").WithSummary("Tenants with their tier, owner and what they pay")
            .WithDescription("All tenants that usage or people have named, by key. Narrow with tier=… or has_contract=false.").Produces<IEnumerable<TenantAnswer>>();
        api.MapGet("/tenants/{key}", GetAsync).Guard(ApiScope.Read, Permission.ViewCosts).WithName("GetTenant").WithSummary("One tenant").Produces<TenantAnswer>().Refuses();
        api.MapPut("/tenants/{key}", PutAsync).Guard(ApiScope.Admin).WithName("PutTenant").WithSummary("Name a tenant, its tier, owner and time zone")
            .WithDescription("What is absent stays as it is. A tenant that nobody has named yet is made. With version, a change by somebody else since is answered with 409.").Produces<TenantAnswer>().Refuses();
        api.MapGet("/tenants/{key}/contracts", ContractsAsync).Guard(ApiScope.Read, Permission.ViewCosts).WithName("GetContracts").WithSummary("A tenant's contracts, newest first").Produces<IEnumerable<ContractAnswer>>().Refuses();
        api.MapPut("/tenants/{key}/contracts/{start}", PutContractAsync).Guard(ApiScope.Admin).WithName("PutContract").WithSummary("Add or change the contract that starts on a day")
            .WithDescription("The body is the whole contract. ends_previous ends the contract that covers the start on that day; contracts never overlap.").Produces<ContractAnswer>().Refuses();
        api.MapDelete("/tenants/{key}/contracts/{start}", DeleteContractAsync).Guard(ApiScope.Admin).WithName("DeleteContract").WithSummary("Remove a contract that should never have been")
            .WithDescription("Needs reason=…; to end a contract, give it an end instead.").Produces(StatusCodes.Status204NoContent).Refuses();
        api.MapGet("/revenue", RevenueAsync).Guard(ApiScope.Read, Permission.ViewCosts).WithName("GetRevenue").WithSummary("Billed entries, by day")
            .WithDescription("Of one tenant with tenant=…; of a period with from=… (included) and to=… (excluded).").Produces<IEnumerable<RevenueAnswer>>().Refuses();
        api.MapPost("/revenue", PostRevenueAsync).Guard(ApiScope.Admin).WithName("PostRevenue").WithSummary("Enter billed revenue; negative for a refund")
            .WithDescription("kind is subscription, usage or one_off. The same external_id of a tenant sent again adds nothing: the answer is 200 with the first entry's id, else 201.")
            .Produces<StoredAnswer>().Produces<StoredAnswer>(StatusCodes.Status201Created).Refuses();
        api.MapDelete("/revenue/{id:int}", DeleteRevenueAsync).Guard(ApiScope.Admin).WithName("DeleteRevenue").WithSummary("Take an entry out").WithDescription("Needs reason=….").Produces(StatusCodes.Status204NoContent).Refuses();
        api.MapGet("/plans", PlansAsync).Guard(ApiScope.Read, Permission.ViewCosts).WithName("GetPlans").WithSummary("Plans with their prices").Produces<IEnumerable<PlanAnswer>>();
        api.MapPut("/plans/{key}", PutPlanAsync).Guard(ApiScope.Admin).WithName("PutPlan").WithSummary("Add or change a plan, or add a price")
            .WithDescription("price starts a new one on its day; earlier prices stay for earlier days. Needs a key that is not bound to tenants.").Produces<PlanAnswer>().Refuses();
    }

    private static async Task<IResult> ListAsync(HttpContext http, TenantQueries queries, string? tier, bool? has_contract) => Results.Ok(
        (await queries.ListAsync(queries.Today, ApiDoor.ActorOf(http), http.RequestAborted)).Where(r => (tier is null || r.Tier == tier) && (has_contract is null || has_contract == r.Contract is not null)).Select(TenantAnswer.Of));

    private static async Task<IResult> GetAsync(HttpContext http, string key, TenantQueries queries) =>
        await FindAsync(http, key, queries) is { } terms ? Results.Ok(TenantAnswer.Of(terms.Row)) : TermsApiAnswers.Missing();

    private static async Task<IResult> PutAsync(HttpContext http, string key, TenantBody body, TenantQueries queries, TenantEditor editor)
    {
        var known = (await FindAsync(http, key, queries))?.Row.Tenant ?? new Tenant();
        var draft = new TenantDraft
        {
            Key = CostLinks.Decode(key),
            Name = body.Name ?? known.Name,
            Tier = body.Tier ?? known.Tier,
            Owner = body.Owner ?? known.Owner,
            TimeZone = body.TimeZone ?? known.TimeZone,
            Note = body.Note ?? known.Note,
            ExpectedVersion = body.Version,
        };
        return await editor.SaveAsync(draft, ApiDoor.ActorOf(http), http.RequestAborted) is var edit and not TenantEdit.Saved ? TermsApiAnswers.Of(edit) : await GetAsync(http, key, queries);
    }

    private static async Task<IResult> ContractsAsync(HttpContext http, string key, TenantQueries queries) =>
        await FindAsync(http, key, queries) is { } terms ? Results.Ok(terms.Contracts.Select(c => ContractAnswer.Of(c, terms.PlanOf(c)?.Key))) : TermsApiAnswers.Missing();

    private static async Task<IResult> PutContractAsync(HttpContext http, string key, DateOnly start, ContractBody body, TenantQueries queries, ContractEditor editor)
    {
        var draft = new ContractDraft
        {
            Tenant = CostLinks.Decode(key),
            Plan = body.Plan ?? "",
            StartDay = start,
            EndDay = body.End,
            MonthlyFeeUsd = body.MonthlyFeeUsd,
            IncludedUsageUsd = body.IncludedUsageUsd,
            DailyCeilingUsd = body.DailyCeilingUsd,
            Note = body.Note ?? "",
            EndsPrevious = body.EndsPrevious,
            ReplacesSameStart = true,
            ExpectedVersion = body.Version,
        };
        var edit = await editor.SaveAsync(draft, ApiDoor.ActorOf(http), http.RequestAborted);
        return edit is TenantEdit.Saved && await FindAsync(http, key, queries) is { } terms && terms.Contracts.FirstOrDefault(c => c.StartDay == start) is { } contract
            ? Results.Ok(ContractAnswer.Of(contract, terms.PlanOf(contract)?.Key))
            : TermsApiAnswers.Of(edit);
    }

    private static async Task<IResult> DeleteContractAsync(HttpContext http, string key, DateOnly start, string? reason, TenantQueries queries, ContractEditor editor)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            return TermsApiAnswers.NeedsReason();
        }

        return (await FindAsync(http, key, queries))?.Contracts.FirstOrDefault(c => c.StartDay == start) is { } contract
            ? TermsApiAnswers.Of(await editor.RemoveAsync(contract.Id, reason, ApiDoor.ActorOf(http), http.RequestAborted))
            : TermsApiAnswers.Missing();
    }

    private static async Task<IResult> RevenueAsync(HttpContext http, TenantQueries queries, string? tenant, DateOnly? from, DateOnly? to)
    {
        var actor = ApiDoor.ActorOf(http);
        if (tenant is not null && await queries.FindAsync(tenant, actor, http.RequestAborted) is null)
        {
            return TermsApiAnswers.Missing();
        }

        var entries = await queries.EntriesAsync(tenant is null ? null : new HashSet<string> { tenant }, actor, http.RequestAborted);
        return Results.Ok(entries.Where(e => (from is null || e.Entry.Day >= from) && (to is null || e.Entry.Day < to)).Select(e =>
            new RevenueAnswer(e.Entry.Id, e.Tenant, TermsApiAnswers.Word(e.Entry.Kind), e.Entry.Day, e.Entry.EndDay, Money.ToExactText(e.Entry.AmountNanos), e.Entry.Description, e.Entry.ExternalId)));
    }

    private static async Task<IResult> PostRevenueAsync(HttpContext http, RevenueBody body, TenantQueries queries, RevenueEditor editor)
    {
        if (TermsApiAnswers.KindOf(body.Kind) is not { } kind)
        {
            return TermsApiAnswers.Of(new TenantEdit.Invalid([new TenantFault("Kind", "The kind is subscription, usage or one_off.")]));
        }

        var actor = ApiDoor.ActorOf(http);
        var draft = new RevenueDraft
        {
            Tenant = body.Tenant ?? "",
            Kind = kind,
            Day = body.Day,
            EndDay = body.End,
            AmountUsd = body.AmountUsd,
            Description = body.Description ?? "",
            ExternalId = body.ExternalId ?? "",
        };
        var known = draft.ExternalId.Length == 0 ? null : (await queries.FindAsync(draft.Tenant, actor, http.RequestAborted))?.Entries.FirstOrDefault(e => e.ExternalId == draft.ExternalId.Trim());
        var edit = await editor.AddAsync(draft, actor, http.RequestAborted);
        return edit is not TenantEdit.Saved saved ? TermsApiAnswers.Of(edit) : known?.Id == saved.Id ? Results.Ok(new StoredAnswer(saved.Id)) : Results.Created((string?)null, new StoredAnswer(saved.Id));
    }

    private static async Task<IResult> DeleteRevenueAsync(HttpContext http, int id, string? reason, RevenueEditor editor) => string.IsNullOrWhiteSpace(reason)
        ? TermsApiAnswers.NeedsReason()
        : TermsApiAnswers.Of(await editor.RemoveAsync(id, reason, ApiDoor.ActorOf(http), http.RequestAborted));

    private static async Task<IResult> PlansAsync(HttpContext http, TenantQueries queries) =>
        Results.Ok((await queries.PlansAsync(ApiDoor.ActorOf(http), http.RequestAborted)).Select(TermsApiAnswers.Of));

    private static async Task<IResult> PutPlanAsync(HttpContext http, string key, PlanBody body, TenantQueries queries, PlanEditor editor)
    {
        var actor = ApiDoor.ActorOf(http);
        if (!actor.May(ProtectedActions.EditPlan))
        {
            return Results.Problem("Plans concern all tenants, and this key is bound to some.", statusCode: StatusCodes.Status403Forbidden);
        }

        var known = (await queries.PlansAsync(actor, http.RequestAborted)).FirstOrDefault(p => p.Plan.Key == key)?.Plan;
        var draft = new PlanDraft
        {
            Key = key,
            Name = body.Name ?? known?.Name ?? "",
            Tier = body.Tier ?? known?.Tier ?? "",
            IsRetired = body.IsRetired,
            PriceFrom = body.Price?.From,
            MonthlyFeeUsd = body.Price?.MonthlyFeeUsd,
            IncludedUsageUsd = body.Price?.IncludedUsageUsd,
            Reason = body.Price?.Reason ?? "",
            ExpectedVersion = body.Version,
        };
        return await editor.SaveAsync(draft, actor, http.RequestAborted) is var edit and not TenantEdit.Saved
            ? TermsApiAnswers.Of(edit)
            : Results.Ok(TermsApiAnswers.Of((await queries.PlansAsync(actor, http.RequestAborted)).Single(p => p.Plan.Key == key)));
    }

    private static Task<TenantTerms?> FindAsync(HttpContext http, string key, TenantQueries queries) => queries.FindAsync(CostLinks.Decode(key), ApiDoor.ActorOf(http), http.RequestAborted);
}
