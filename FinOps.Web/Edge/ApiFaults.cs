using Microsoft.AspNetCore.Diagnostics;

namespace FinOps.Web.Edge;

/// <summary>Answers what goes wrong in the API as problem+json with a correlation id; the log keeps the rest under that id.</summary>
internal static partial class ApiFaults
{
    public static IServiceCollection AddApiFaults(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Extensions.Remove("traceId");
            context.ProblemDetails.Extensions["correlation_id"] = context.HttpContext.TraceIdentifier;
        });
        return services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
    }

    public static void UseApiFaults(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = AnswerAsync, AllowStatusCode404Response = true, SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages(context => Results.Problem(statusCode: context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
    }

    private static Task AnswerAsync(HttpContext http)
    {
        if (http.Features.Get<IExceptionHandlerFeature>()?.Error is BadHttpRequestException bad)
        {
            return Results.Problem(bad.Message, statusCode: bad.StatusCode).ExecuteAsync(http);
        }

        var logger = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ApiFaults));
        Failed(logger, http.Request.Method, http.Request.Path, http.TraceIdentifier, http.Features.Get<IExceptionHandlerFeature>()?.Error);
        return Results.Problem($"Something went wrong here. Report the correlation id {http.TraceIdentifier}.", statusCode: StatusCodes.Status500InternalServerError).ExecuteAsync(http);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed, correlation id {CorrelationId}")]
    private static partial void Failed(ILogger logger, string method, string path, string correlationId, Exception? exception);
}
