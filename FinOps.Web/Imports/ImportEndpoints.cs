using System.Globalization;
using System.Text;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Imports;
using FinOps.Web.Access;
using FinOps.Web.Edge;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Antiforgery;

namespace FinOps.Web.Imports;

/// <summary>Uploads in and quarantined lines out, both as streams.</summary>
public static class ImportEndpoints
{
    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/imports/upload", UploadAsync).RequireAuthorization(nameof(Permission.ManageImports), AllTenants.Policy).DisableRequestTimeout();
        routes.MapGet("/imports/quarantine/download", DownloadAsync).RequireAuthorization(nameof(Permission.ManageImports), AllTenants.Policy);
        routes.MapGet("/imports/profiles/download", DownloadProfileAsync).RequireAuthorization(nameof(Permission.ViewCosts));
    }

    /// <summary>The body is the log itself, not a form: a form would be buffered.</summary>
    private static async Task<IResult> UploadAsync(
        HttpContext http, string name, string? profile, IAntiforgery antiforgery, UploadSpool spool, MappingProfiles profiles, PersonActors people,
        CancellationToken cancellation)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return Refuse(StatusCodes.Status400BadRequest, "The page is too old to upload from. Reload it and try again.");
        }

        if (!BodyLimit.Raise(http, spool.MaxBytes))
        {
            return Refuse(StatusCodes.Status413PayloadTooLarge, $"The log is larger than the {spool.MaxBytes / 1024 / 1024:N0} MB that are allowed. Pack it with gzip, or put it into the drop folder.");
        }

        if (!string.IsNullOrEmpty(profile) && await profiles.FindAsync(profile, cancellation) is null)
        {
            return Refuse(StatusCodes.Status400BadRequest, $"There is no mapping profile {profile}. Choose another one.");
        }

        try
        {
            var id = await spool.ReceiveAsync(http.Request.Body, name, string.IsNullOrEmpty(profile) ? null : profile, await people.OfAsync(http), cancellation);
            return id is null
                ? Refuse(StatusCodes.Status400BadRequest, "The log is empty.")
                : Results.Json(new { id }, statusCode: StatusCodes.Status202Accepted);
        }
        catch (IOException e) when (e is not BadHttpRequestException && !cancellation.IsCancellationRequested)
        {
            return Refuse(StatusCodes.Status507InsufficientStorage, $"The upload could not be kept: {e.Message} Make room in the spool folder and try again.");
        }
    }

    private static async Task DownloadAsync(
        HttpContext http, int? file, string? reason, string? field, QuarantineState? state, string? format, ImportQueries queries, CancellationToken cancellation)
    {
        var filter = new QuarantineFilter { ImportFileId = file, Reason = reason, Field = field, State = state ?? QuarantineState.Open };
        var tenants = await http.ScopeOfPersonAsync();
        var isTable = format == "csv";
        var isRaw = format == "raw";
        http.Response.ContentType = isTable ? "text/csv; charset=utf-8" : isRaw ? "text/plain; charset=utf-8" : "application/x-ndjson";
        http.Response.Headers.ContentDisposition = $"attachment; filename=quarantine.{(isTable ? "csv" : isRaw ? "txt" : "ndjson")}";
        await using var writer = new StreamWriter(http.Response.Body, new UTF8Encoding(false));
        if (isTable)
        {
            await writer.WriteAsync("import_file,line,field,reason,message,raw\r\n");
        }
        else if (isRaw && file is { } id && (await queries.FindAsync(id, tenants, cancellation))?.Header is { } header)
        {
            await writer.WriteAsync(header + "\n");
        }

        await foreach (var line in queries.ReadQuarantineAsync(filter, tenants, cancellation))
        {
            await writer.WriteAsync(isTable ? AsTableRow(line) : isRaw ? line.Raw + "\n" : AsJson(line));
        }
    }

    private static async Task<IResult> DownloadProfileAsync(string name, MappingProfiles profiles, CancellationToken cancellation) =>
        await profiles.FindAsync(name, cancellation) is { } profile
            ? Results.File(Encoding.UTF8.GetBytes(profile.Definition.ToJson()), "application/json", $"{profile.Name}.json")
            : Results.NotFound();

    private static string AsTableRow(QuarantinedLine line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{line.ImportFileId},{line.LineNumber},{Csv.Field(line.Field)},{Csv.Field(line.Reason)},{Csv.Field(line.Message)},{Csv.Field(line.Raw)}\r\n");

    private static string AsJson(QuarantinedLine line) => JsonSerializer.Serialize(
        new { import_file = line.ImportFileId, line = line.LineNumber, field = line.Field, reason = line.Reason, message = line.Message, raw = line.Raw }) + "\n";

    private static IResult Refuse(int status, string message) => Results.Json(new { message }, statusCode: status);
}
