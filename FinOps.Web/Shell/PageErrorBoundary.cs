using System.Diagnostics;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;

namespace FinOps.Web.Shell;

/// <summary>Catches what a page throws: logs it under a correlation id and offers to try again; the shell stays usable.</summary>
public sealed partial class PageErrorBoundary(ILogger<PageErrorBoundary> logger) : ErrorBoundaryBase
{
    private string correlationId = "";

    protected override Task OnErrorAsync(Exception exception)
    {
        correlationId = NewCorrelationId();
        LogFailure(logger, exception, correlationId);
        return Task.CompletedTask;
    }

    /// <summary>The id of the current trace, or a fresh one.</summary>
    public static string NewCorrelationId() => Activity.Current?.TraceId.ToHexString()[..16] ?? Guid.NewGuid().ToString("N")[..16];

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }

        if (CurrentException is UnauthorizedAccessException)
        {
            builder.OpenComponent<NotAllowed>(4);
            builder.CloseComponent();
            return;
        }

        builder.OpenComponent<PageTitle>(1); // the page that would have named itself is gone
        builder.AddComponentParameter(2, nameof(PageTitle.ChildContent), (RenderFragment)(title => title.AddContent(0, "Problem · FinOps")));
        builder.CloseComponent();
        builder.OpenComponent<ErrorNotice>(3);
        builder.AddComponentParameter(4, nameof(ErrorNotice.CorrelationId), correlationId);
        builder.AddComponentParameter(5, nameof(ErrorNotice.OnRetry), EventCallback.Factory.Create(this, Recover));
        builder.CloseComponent();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A page failed; correlation id {CorrelationId}.")]
    private static partial void LogFailure(ILogger logger, Exception exception, string correlationId);
}
