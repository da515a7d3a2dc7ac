using FinOps.Core.Access;
using FinOps.Core.Audit;
using Hangfire;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>Recomputes the audit trail; a break is an incident, not a defect of the program.</summary>
[AutomaticRetry(Attempts = 1)]
public sealed partial class VerifyAuditJob(AuditVerifier verifier, ILogger<VerifyAuditJob> logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var report = await verifier.RunAsync(Actor.System("VerifyAudit", "job"), null, cancellation);
        if (report.Fault is { } fault)
        {
            Broken(logger, fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The audit trail is broken: {Fault}")]
    private static partial void Broken(ILogger logger, string fault);
}
