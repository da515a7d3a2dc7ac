using System.Text;
using FinOps.Core.Budgets;
using FinOps.Core.Tenants;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace FinOps.Web.Budgets;

/// <summary>What would a file of budgets change, line by line?</summary>
public sealed partial class ImportBudgetsPage(BudgetFiles files, CurrentActor current)
{
    private const int PageSize = 100;
    private const string Example = "feature,tenant,period,amount_usd,hard,thresholds,owner\nsupport-chat,,monthly,5000,false,50;80;100,Ida\n,acme,daily,40,true,,Ida";

    private byte[] file = [];
    private FilePreview? preview;
    private LineEffect shown;
    private string? pasted;
    private string? fault;
    private string? failure;
    private bool isBusy;
    private int page;

    [Inject] private ILogger<ImportBudgetsPage> Logger { get; set; } = default!;

    private IReadOnlyList<string> Columns => BudgetFiles.Columns;

    private int Good => preview!.Count(LineEffect.New) + preview.Count(LineEffect.Changed);

    private IReadOnlyList<PreviewLine> Lines => [.. preview!.Lines.Where(l => l.Effect == shown)];

    private IEnumerable<PreviewLine> Visible => Lines.Skip(page * PageSize).Take(PageSize);

    private string Answer => preview switch
    {
        null => "See every change before anything is stored.",
        { IsStored: true } => $"Stored: {BudgetText.Counts(preview)}.",
        { HasChanges: false } => $"It changes nothing: {BudgetText.Counts(preview)}.",
        _ => $"It would bring {BudgetText.Counts(preview)}. Nothing is stored yet.",
    };

    protected override void OnParametersSet()
    {
        if (file.Length == 0)
        {
            (fault, failure) = (null, null);
        }
    }

    private static string Word(LineEffect effect) => char.ToUpperInvariant(BudgetText.Word(effect)[0]) + BudgetText.Word(effect)[1..];

    private async Task ReadAsync(InputFileChangeEventArgs e)
    {
        if (e.File.Size > BudgetFiles.MaxBytes)
        {
            fault = $"{e.File.Name} is larger than {BudgetFiles.MaxBytes / 1_000_000} MB; cut it into parts.";
            return;
        }

        await BusyAsync(async () =>
        {
            using var memory = new MemoryStream();
            await using var stream = e.File.OpenReadStream(BudgetFiles.MaxBytes);
            await stream.CopyToAsync(memory);
            file = memory.ToArray();
        });
        await PreviewAsync();
    }

    private Task ReadPastedAsync()
    {
        file = Encoding.UTF8.GetBytes(pasted ?? "");
        return PreviewAsync();
    }

    private Task PreviewAsync() => BusyAsync(async () =>
    {
        var actor = await current.GetAsync();
        var read = await Task.Run(() => files.PreviewAsync(file, actor, CancellationToken.None));
        fault = read.Fault?.Message;
        Take(read.Fault is null ? read : null);
    });

    private Task ApplyAsync() => BusyAsync(async () =>
    {
        var actor = await current.GetAsync();
        Take(await Task.Run(() => files.ApplyAsync(file, actor, CancellationToken.None)));
    });

    private void Take(FilePreview? read)
    {
        preview = read;
        Show(Enum.GetValues<LineEffect>().OrderByDescending(e => e == LineEffect.Wrong && read?.IsStored != true).FirstOrDefault(e => read?.Count(e) > 0));
    }

    private void Show(LineEffect effect) => (shown, page) = (effect, 0);

    private void Clear() => (file, preview, pasted, fault, failure) = ([], null, null, null, null);

    private async Task BusyAsync(Func<Task> work)
    {
        isBusy = true;
        StateHasChanged();
        try
        {
            await work();
            failure = null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogFailure(Logger, e, failure);
        }
        finally
        {
            isBusy = false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A file of budgets could not be taken over; correlation id {CorrelationId}.")]
    private static partial void LogFailure(ILogger logger, Exception exception, string correlationId);
}
