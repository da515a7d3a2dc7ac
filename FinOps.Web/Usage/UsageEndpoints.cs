using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Usage;
using FinOps.Web.Access;
using FinOps.Web.Edge;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Web.Usage;

/// <summary><c>POST /api/v1/usage</c>: usage as it happens, from gateways and services.</summary>
internal static class UsageEndpoints
{
    private const int FaultsShown = 20;

    public static void MapUsage(this IEndpointRouteBuilder api) => api.MapPost("/usage", PostAsync)
        .Guard(ApiScope.Ingest)
        .WithName("PostUsage")
        .WithSummary("Send usage: NDJSON or a JSON array, plain or gzipped, of nearly any size")
        .WithDescription("Good lines are stored even when others are not; lines that the key is not bound to are refused. Sending the same lines again adds nothing. Instead of token counts a line may carry usage, the provider's own usage object, with api_flavor.")
        .Produces<UsageReceipt>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static Task<IResult> PostAsync(HttpContext http, UsageImporter importer, UploadSpool uploads, IDbContextFactory<FinOpsDbContext> contexts) =>
        ReceiveAsync(http, ImportKind.Usage, importer, uploads, contexts);

    /// <summary>Takes the lines of a body, whatever they are.</summary>
    internal static async Task<IResult> ReceiveAsync(HttpContext http, ImportKind kind, UsageImporter importer, UploadSpool uploads, IDbContextFactory<FinOpsDbContext> contexts)
    {
        if (!BodyLimit.Raise(http, uploads.MaxBytes))
        {
            return Results.Problem($"The body is larger than the {uploads.MaxBytes / 1024 / 1024:N0} MB that are allowed. Send it in parts.", statusCode: StatusCodes.Status413PayloadTooLarge);
        }

        if (http.Request.Headers.ContentEncoding.ToString() is not ("" or "gzip" or "identity"))
        {
            return Results.Problem("Content-Encoding: allowed are gzip and identity.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        }

        var actor = ApiDoor.ActorOf(http);
        var key = ApiDoor.KeyOf(http)!;
        var binding = new SenderBinding(key.Tenants, key.Environment);
        var request = new ImportRequest(ImportSource.Api, actor.Name) { Kind = kind, ApiKeyId = key.Id, Binding = binding };
        var import = await importer.ImportStreamAsync(http.Request.Body, request, actor, http.RequestAborted);
        return import.State == ImportState.Failed
            ? Results.Problem(import.Error, statusCode: StatusCodes.Status400BadRequest, title: "The body cannot be read.", extensions: new Dictionary<string, object?>
            {
                ["import_id"] = import.Id,
                ["new"] = import.NewRecords,
                ["refused"] = binding.Refused,
            })
            : Results.Ok(await ReceiptAsync(import, binding, contexts, http.RequestAborted));
    }

    private static async Task<UsageReceipt> ReceiptAsync(ImportFile import, SenderBinding binding, IDbContextFactory<FinOpsDbContext> contexts, CancellationToken cancellation)
    {
        IEnumerable<UsageLineFault> faults = binding.First.Select(r => new UsageLineFault(r.LineNumber, r.Fault.Field, r.Fault.Reason, r.Fault.Message));
        if (import.QuarantinedLines > 0)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            faults = faults.Concat(await context.QuarantinedLines.AsNoTracking().Where(q => q.ImportFileId == import.Id).OrderBy(q => q.LineNumber).Take(FaultsShown)
                .Select(q => new UsageLineFault(q.LineNumber, q.Field, q.Reason, q.Message)).ToListAsync(cancellation));
        }

        return new UsageReceipt(
            import.Id, import.NewRecords + import.DuplicateRecords, import.NewRecords, import.DuplicateRecords, import.QuarantinedLines, binding.Refused, import.UnpricedRecords, import.FlaggedRecords,
            [.. faults.OrderBy(f => f.Line).Take(FaultsShown)]);
    }
}
