using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>Takes a file over line by line in one transaction: a line that cannot be taken over leaves no trace, and a preview is the same run, taken back.</summary>
internal static class FileRun
{
    public static async Task<FilePreview> RunAsync<T>(
        IDbContextFactory<FinOpsDbContext> contexts, IReadOnlyList<FileLine<T>> lines, bool isPreview, Func<FinOpsDbContext, int, T, Task<PreviewLine>> take, CancellationToken cancellation)
        where T : class
    {
        var result = new List<PreviewLine>(lines.Count);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        foreach (var line in lines)
        {
            if (line.Value is null)
            {
                result.Add(new PreviewLine(line.Line, "", LineEffect.Wrong, line.Faults[0].Message, line.Faults));
                continue;
            }

            await transaction.CreateSavepointAsync("line", cancellation);
            var told = await take(context, line.Line, line.Value);
            if (told.Effect == LineEffect.Wrong)
            {
                await transaction.RollbackToSavepointAsync("line", cancellation);
            }

            // What earlier lines stored is read again where it matters; looking through all of it for changes would cost more with every line.
            context.ChangeTracker.Clear();
            result.Add(told);
        }

        if (!isPreview)
        {
            await transaction.CommitAsync(cancellation);
        }

        return new FilePreview(result, null);
    }

    /// <summary>What became of a line's edits: the first that is refused refuses the line.</summary>
    public static PreviewLine Told(int line, string key, IReadOnlyList<TenantEdit> edits, LineEffect effect, string text)
    {
        var faults = edits.SelectMany(e => e switch
        {
            TenantEdit.Invalid invalid => invalid.Faults,
            TenantEdit.Conflict conflict => [new TenantFault("", conflict.Message)],
            TenantEdit.NotFound none => [new TenantFault("tenant", none.Message)],
            TenantEdit.Saved or _ => [],
        }).ToList();
        return faults.Count > 0 ? new PreviewLine(line, key, LineEffect.Wrong, faults[0].Message, faults) : new PreviewLine(line, key, effect, text, []);
    }
}
