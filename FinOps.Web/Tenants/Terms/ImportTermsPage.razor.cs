using System.Text;
using FinOps.Core.Tenants;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace FinOps.Web.Tenants.Terms;

/// <summary>What would a file of tenants or of revenue change, line by line?</summary>
public sealed partial class ImportTermsPage(TenantImport tenants, RevenueImport revenue, CurrentActor current)
{
    private const int PageSize = 100;
    private const string TenantExample = "tenant,name,tier,owner,monthly_fee_usd,start\nacme,Acme,pro,Ida,99,2026-10-01";
    private const string RevenueExample = "tenant,kind,day,amount_usd,external_id\nacme,one_off,2026-10-14,500,INV-1";

    private byte[] file = [];
    private FilePreview? preview;
    private LineEffect shown;
    private string? pasted;
    private string? fault;
    private string? failure;
    private bool isBusy;
    private int page;

    /// <summary>What the file holds: <c>revenue</c>, or tenants otherwise.</summary>
    [SupplyParameterFromQuery(Name = "of")] public string? Of { get; set; }

    [Inject] private ILogger<ImportTermsPage> Logger { get; set; } = default!;

    private bool IsRevenue => Of == "revenue";

    private IReadOnlyList<string> Columns => IsRevenue ? RevenueImport.Columns : TenantImport.Columns;

    private string Example => IsRevenue ? RevenueExample : TenantExample;

    private int Good => preview!.Count(LineEffect.New) + preview.Count(LineEffect.Changed);

    private IReadOnlyList<PreviewLine> Lines => [.. preview!.Lines.Where(l => l.Effect == shown)];

    private IEnumerable<PreviewLine> Visible => Lines.Skip(page * PageSize).Take(PageSize);

    private string Answer => preview switch
    {
        null => "See every change before anything is stored.",
        { IsStored: true } => $"Stored: {Counts(preview)}.",
        { HasChanges: false } => $"It changes nothing: {Counts(preview)}.",
        _ => $"It would bring {Counts(preview)}. Nothing is stored yet.",
    };

    protected override void OnParametersSet()
    {
        if (file.Length == 0)
        {
            (fault, failure) = (null, null);
        }
    }

    private static string Counts(FilePreview preview) => string.Join(", ", new[]
    {
        (preview.Count(LineEffect.New), "new"), (preview.Count(LineEffect.Changed), "changed"), (preview.Count(LineEffect.Unchanged), "as stored"), (preview.Count(LineEffect.Wrong), "that cannot be taken over"),
    }.Where(c => c.Item1 > 0).Select(c => $"{CostFormat.ExactCount(c.Item1)} {c.Item2}").DefaultIfEmpty("no lines"));

    private async Task ReadAsync(InputFileChangeEventArgs e)
    {
        if (e.File.Size > TenantImport.MaxBytes)
        {
            fault = $"{e.File.Name} is larger than {TenantImport.MaxBytes / 1_000_000} MB; cut it into parts.";
            return;
        }

        await BusyAsync(async () =>
        {
            using var memory = new MemoryStream();
            await using var stream = e.File.OpenReadStream(TenantImport.MaxBytes);
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
        var read = await Task.Run(() => IsRevenue ? revenue.PreviewAsync(file, actor, CancellationToken.None) : tenants.PreviewAsync(file, actor, CancellationToken.None));
        fault = read.Fault?.Message;
        Take(read.Fault is null ? read : null);
    });

    private Task ApplyAsync() => BusyAsync(async () =>
    {
        var actor = await current.GetAsync();
        Take(await Task.Run(() => IsRevenue ? revenue.ApplyAsync(file, actor, CancellationToken.None) : tenants.ApplyAsync(file, actor, CancellationToken.None)));
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

    [LoggerMessage(Level = LogLevel.Error, Message = "A file of terms could not be taken over; correlation id {CorrelationId}.")]
    private static partial void LogFailure(ILogger logger, Exception exception, string correlationId);
}
