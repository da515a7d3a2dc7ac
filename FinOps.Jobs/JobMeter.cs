using System.Diagnostics;
using FinOps.Core.Operations;
using Hangfire.Common;
using Hangfire.Server;

namespace FinOps.Jobs;

/// <summary>Measures how long each job runs and whether it fails.</summary>
internal sealed class JobMeter : IJobFilterProvider, IServerFilter
{
    private const string Started = "FinOps.Started";
    private const string Span = "FinOps.Span";

    /// <summary>The filters of the library and, for this server alone, the meter.</summary>
    public IEnumerable<JobFilter> GetFilters(Job job) => JobFilterProviders.Providers.GetFilters(job).Append(new JobFilter(this, JobFilterScope.Global, null));

    public void OnPerforming(PerformingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Items[Started] = Stopwatch.GetTimestamp();
        context.Items[Span] = Measurements.Activities.StartActivity($"job {NameOf(context)}")!;
    }

    public void OnPerformed(PerformedContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var tags = new TagList { { "finops.job.name", NameOf(context) } };
        if (context.Exception is { } failure)
        {
            tags.Add("error.type", (failure.InnerException ?? failure).GetType().Name);
        }

        Measurements.JobDuration.Record(Stopwatch.GetElapsedTime((long)context.Items[Started]).TotalSeconds, tags);
        using var span = context.Items[Span] as Activity;
        span?.SetStatus(context.Exception is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
    }

    private static string NameOf(PerformContext context) => context.BackgroundJob.Job.Type.Name;
}
