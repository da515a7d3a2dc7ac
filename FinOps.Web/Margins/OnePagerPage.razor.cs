using FinOps.Core.Costs;
using FinOps.Core.Margins;
using FinOps.Web.Costs;
using FinOps.Web.Outcomes;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Margins;

/// <summary>What to know before a talk with a tenant, on one sheet of paper.</summary>
public sealed partial class OnePagerPage(MarginQueries margins, InterventionQueries interventions, UnitFigures units, CurrentActor current, TimeProvider time, ILogger<OnePagerPage> logger)
{
    private const int Months = 6;
    private const int Proposals = 5;
    private Sheet? data;
    private bool isMissing;
    private string? failure;
    private string loaded = "\0";

    [Parameter] public string Segment { get; set; } = "";

    private string Key => CostLinks.Decode(Segment);

    private TenantMargin Margin => data!.Statement.Margin;

    private string Title => data is null ? "One-pager" : Margin.Row.Name;

    /// <summary>The proposals that bring most, still least noticed first.</summary>
    private IEnumerable<Proposal> Best => data!.Plan.Proposals.OrderByDescending(p => p.CombinedNanos).Take(Proposals).ToHashSet() is var best ? data.Plan.Proposals.Where(best.Contains) : [];

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    private int DaysInMonth => DateTime.DaysInMonth(Today.Year, Today.Month);

    private string Period => $"{CostFormat.Day(data!.Statement.From)} – {MarginText.Day(data.Statement.To.AddDays(-1))}";

    protected override async Task OnParametersSetAsync()
    {
        if (loaded != Segment)
        {
            loaded = Segment;
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        failure = null;
        try
        {
            var actor = await current.GetAsync();
            var to = Today.AddDays(1);
            var statement = await margins.OfTenantAsync(Key, to.AddDays(-InterventionQueries.Days), to, actor, CancellationToken.None);
            isMissing = statement is null;
            data = statement is null ? null : new(
                statement,
                (await margins.MonthsAsync(Key, Months, actor, CancellationToken.None))!,
                (await interventions.OfTenantAsync(Key, actor, CancellationToken.None))!,
                await units.TileAsync(ViewOf(to), actor.Sees, CancellationToken.None));
        }
        catch (Exception e)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogFailure(logger, e, failure);
        }
    }

    private CostView ViewOf(DateOnly to) => new CostView { Range = RangePreset.Custom, From = to.AddDays(-InterventionQueries.Days), To = to.AddDays(-1), Compare = false }.WithFilter(CostDimension.Tenant, Key);

    /// <summary>A fee of the running month that brings so much in the days of the sheet, in whole USD.</summary>
    private string Monthly(long nanos) => CostFormat.Usd(Math.Ceiling(Core.Data.Money.ToUsd(nanos) * DaysInMonth / InterventionQueries.Days));

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading a one-pager failed; correlation id {CorrelationId}.")]
    private static partial void LogFailure(ILogger logger, Exception exception, string correlationId);

    private sealed record Sheet(MarginStatement Statement, MarginMonths Months, InterventionPlan Plan, UnitTile? Unit);
}
