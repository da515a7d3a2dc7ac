using System.Globalization;
using FinOps.Core.Alerts;
using FinOps.Core.Data;

namespace FinOps.Core.Imports;

/// <summary>Tells of imports that fail, in the transaction that ends them; a log that goes through after all ends its alerts.</summary>
internal static class ImportAlerts
{
    public static async Task NoteAsync(FinOpsDbContext context, ImportFile file, CancellationToken cancellation)
    {
        // Posts of one key that fail all day are one alert a day.
        var scope = file.Source == ImportSource.Api ? $"key:{file.ApiKeyId}" : $"import:{file.Id}";
        if (file.State == ImportState.Done)
        {
            await AlertTrail.RecoverAllAsync(context, AlertKind.FailedImport, scope, "It was imported after all.", cancellation).ConfigureAwait(false);
        }
        else if (file.State == ImportState.Failed)
        {
            var day = Instants.ToUtc(context.Clock.NowMicros()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            await AlertTrail.RaiseAsync(
                context,
                new AlertFact(AlertKind.FailedImport, AlertSeverity.Warning, scope, day, "", $"Import of {file.Name} failed", file.Error ?? "", "/imports", null),
                cancellation).ConfigureAwait(false);
        }
    }
}
