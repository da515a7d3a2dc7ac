using FinOps.Core.Access;
using FinOps.Core.Outcomes;
using FinOps.Core.Reviews;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Reviews;

/// <summary>Features that cost too much per user session, and who takes care of them.</summary>
public sealed partial class ReviewsCard(SessionQueries sessions, IDialogService dialogs, CurrentActor current)
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };
    private readonly string id = "reviews-" + Guid.NewGuid().ToString("N")[..8];
    private bool mayEdit;
    private string? notice;

    [Parameter, EditorRequired] public IReadOnlyList<ReviewRow> Rows { get; set; } = [];

    /// <summary>True to show only what is not settled, with a way to the rest.</summary>
    [Parameter] public bool IsShort { get; set; }

    /// <summary>Called after a change, to read anew.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    private long LineNanos => sessions.LineNanos;

    private IReadOnlyList<ReviewRow> Shown => IsShort ? [.. Rows.Where(ReviewText.IsUnsettled)] : Rows;

    protected override async Task OnInitializedAsync() => mayEdit = (await current.GetAsync()).May(ProtectedActions.EditReview);

    private async Task EditAsync(ReviewRow row)
    {
        notice = null;
        var asked = await dialogs.ShowAsync<ReviewDialog>($"Review of {row.Feature}", new DialogParameters<ReviewDialog> { { d => d.Row, row } }, Options);
        if (await asked.Result is { Canceled: false })
        {
            notice = $"The review of {row.Feature} is changed.";
            await OnChanged.InvokeAsync();
        }
    }
}
