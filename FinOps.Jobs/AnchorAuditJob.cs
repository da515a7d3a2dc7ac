using FinOps.Core.Audit;
using Hangfire;

namespace FinOps.Jobs;

/// <summary>Notes the end of the audit trail outside of the database, so that nobody can cut it off unseen.</summary>
[AutomaticRetry(Attempts = 3)]
public sealed class AnchorAuditJob(AuditAnchors anchors)
{
    public Task RunAsync(CancellationToken cancellation) => anchors.ExportAsync(cancellation);
}
