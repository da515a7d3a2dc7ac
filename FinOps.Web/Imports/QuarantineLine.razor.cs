using System.Text;
using FinOps.Core.Imports;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Imports;

/// <summary>One quarantined line: its fault underlined, and a place to correct it.</summary>
public sealed partial class QuarantineLine(QuarantineEditor editor, CurrentActor current)
{
    private string? text;
    private string? outcome;
    private bool isBusy;
    private (int Start, int Length)? mark;

    [Parameter]
    [EditorRequired]
    public QuarantineRow Row { get; set; } = default!;

    /// <summary>The header line of a CSV log.</summary>
    [Parameter]
    public string? Header { get; set; }

    /// <summary>The profile of a foreign CSV log.</summary>
    [Parameter]
    public MappingDefinition? Mapping { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    private bool IsCut => Encoding.UTF8.GetByteCount(Row.Line.Raw) >= Core.Imports.QuarantinedLine.MaxRawBytes - 4;

    protected override void OnParametersSet() => mark = FaultMark.Find(Row.Line.Raw, Row.Line.Field, Header, Mapping);

    private void Edit() => text = text is null ? Row.Line.Raw : null;

    private async Task ImportAsync()
    {
        isBusy = true;
        outcome = null;
        try
        {
            var done = await editor.ReimportAsync(Row.Line.Id, text!, await current.GetAsync());
            outcome = done switch
            {
                null => "Someone else has dealt with this line meanwhile.",
                { StillFaulty: > 0 } => "It is still faulty: see the reason above.",
                _ => null,
            };
            if (done is { StillFaulty: 0 })
            {
                text = null;
            }
        }
        finally
        {
            isBusy = false;
        }

        await OnChanged.InvokeAsync();
    }

    private async Task DiscardAsync()
    {
        await editor.DiscardAsync(Row.Line.Id, await current.GetAsync());
        await OnChanged.InvokeAsync();
    }
}
