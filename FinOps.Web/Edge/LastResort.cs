namespace FinOps.Web.Edge;

/// <summary>Catches what even the error page could not answer, so that nobody is shown how the product is built.</summary>
internal sealed partial class LastResort(RequestDelegate next, ILogger<LastResort> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception exception) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            Failed(logger, http.Request.Method, http.Request.Path, http.TraceIdentifier, exception);
            http.Response.Clear();
            await Results.Problem($"Something went wrong here. Report the correlation id {http.TraceIdentifier}.", statusCode: StatusCodes.Status500InternalServerError).ExecuteAsync(http);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed, correlation id {CorrelationId}")]
    private static partial void Failed(ILogger logger, string method, string path, string correlationId, Exception exception);
}
