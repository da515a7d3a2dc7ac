namespace FinOps.Web.Access;

/// <summary>Guards one endpoint of the API, and answers defects as problem+json with a correlation id.</summary>
internal sealed partial class ApiDoorFilter(ApiAccess access) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (await http.RequestServices.GetRequiredService<ApiDoor>().RefuseAsync(http, access) is { } refusal)
        {
            return refusal;
        }

        try
        {
            return await next(context);
        }
        catch (BadHttpRequestException bad)
        {
            return Results.Problem(bad.Message, statusCode: bad.StatusCode);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !http.Response.HasStarted)
        {
            Failed(http.RequestServices.GetRequiredService<ILogger<ApiDoorFilter>>(), http.Request.Method, http.Request.Path, http.TraceIdentifier, exception);
            return Results.Problem($"Something went wrong here. Report the correlation id {http.TraceIdentifier}.", statusCode: StatusCodes.Status500InternalServerError);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed, correlation id {CorrelationId}")]
    private static partial void Failed(ILogger logger, string method, string path, string correlationId, Exception exception);
}
