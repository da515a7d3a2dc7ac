using Bunit;
using FinOps.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace FinOps.Tests.Shell;

public sealed class PageErrorBoundaryTests : ShellContext
{
    [Fact]
    public void Page_ThatFails_ShowsAnIdAndComesBackOnRetry()
    {
        var fails = true;
        RenderFragment page = builder =>
        {
            if (fails)
            {
                throw new InvalidOperationException("secret detail");
            }

            builder.AddContent(0, "figures");
        };

        var shown = Render<PageErrorBoundary>(p => p.Add(b => b.ChildContent, b => { b.OpenComponent<Inner>(0); b.AddComponentParameter(1, nameof(Inner.Body), page); b.CloseComponent(); }));

        Assert.Matches("^[0-9a-f]{16}$", shown.Find("code").TextContent);
        Assert.DoesNotContain("secret detail", shown.Markup, StringComparison.Ordinal);

        fails = false;
        shown.Find("button").Click();

        Assert.Contains("figures", shown.Markup, StringComparison.Ordinal);
    }

    private sealed class Inner : ComponentBase
    {
        [Parameter] public RenderFragment? Body { get; set; }

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) => builder.AddContent(0, Body);
    }
}
