using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;

namespace FinOps.Core.Imports;

/// <summary>
/// Puts imports on record: where a log begins and where it ends. What machines send all day, posts of a key and logs that grow, is on record once a
/// day; its sums are with the imports.
/// </summary>
internal sealed class ImportTrail(AuditDays days)
{
    public const string Started = "import.start";
    public const string Ended = "import.end";
    public const string Received = "usage.receive";
    public const string OutcomesReceived = "outcome.receive";
    private const string DemoLoaded = "demo.load";

    /// <summary>Adds the entry about a log that begins, if it needs one.</summary>
    public async Task StartAsync(FinOpsDbContext context, ImportFile file, Actor actor, CancellationToken cancellation)
    {
        switch (file.Source)
        {
            case ImportSource.Api:
                var received = file.Kind == ImportKind.Outcomes ? OutcomesReceived : Received;
                if (await days.IsFirstAsync(context, received, actor.Subject, cancellation).ConfigureAwait(false))
                {
                    AuditTrail.AddSaved(context, actor, received, () => actor.Subject, null, () => new { FirstImport = file.Id });
                }

                break;
            case ImportSource.Correction:
                break;
            default:
                if (await IsWorthItAsync(context, file, Started, cancellation).ConfigureAwait(false))
                {
                    AuditTrail.AddSaved(context, actor, file.Source == ImportSource.Demo ? DemoLoaded : Started, () => Target(file.Id), null, () => Begin(file));
                }

                break;
        }
    }

    /// <summary>Adds the entry about a log that has ended, if it needs one.</summary>
    public async Task EndAsync(FinOpsDbContext context, ImportFile file, Actor actor, CancellationToken cancellation)
    {
        await ImportAlerts.NoteAsync(context, file, cancellation).ConfigureAwait(false);
        if (file.Source is not (ImportSource.Api or ImportSource.Correction) && await IsWorthItAsync(context, file, Ended, cancellation).ConfigureAwait(false))
        {
            AuditTrail.AddSaved(context, actor, Ended, () => Target(file.Id), null, () => Outcome(file));
        }
    }

    public static string Target(int importFileId) => $"import:{importFileId}";

    private static object Begin(ImportFile file) => new { file.Name, file.Source, Kind = file.Kind == ImportKind.Usage ? null : file.Kind.ToString(), file.Profile, file.SizeBytes };

    private static object Outcome(ImportFile file) => new
    {
        file.Name,
        file.State,
        file.NewRecords,
        file.DuplicateRecords,
        file.QuarantinedLines,
        file.UnpricedRecords,
        CostUsd = Money.ToExactText(file.EffectiveCostNanos),
        file.ContentSha256,
        file.DuplicateOfId,
        file.Error,
    };

    private async Task<bool> IsWorthItAsync(FinOpsDbContext context, ImportFile file, string action, CancellationToken cancellation) =>
        file.Source != ImportSource.DropFolder || file.Id == 0 || await days.IsFirstAsync(context, action, Target(file.Id), cancellation).ConfigureAwait(false);
}
