using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Web.Access;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace FinOps.Web.Pricing.Catalogs;

/// <summary>What would a public price list change, and what of it do we take over?</summary>
public sealed partial class CatalogsPage(CatalogImport import, UnpricedRecords unpriced, CurrentActor current, ProofGate gate, CatalogDownloads downloads, TimeProvider time) : IDisposable
{
    private const int MaxMegabytes = PriceFileReader.MaxBytes / 1_000_000;

    /// <summary>What a page sends in one message; larger lists come as files.</summary>
    private const int MaxPaste = 200_000;
    private const string Example = """{ "gpt-4o": { "litellm_provider": "openai", "input_cost_per_token": 2.5e-06, … } }""";

    private PriceFile? file;
    private PriceFile? other;
    private CatalogSelection? selection;
    private DateTime from;
    private RerateScope? changed;
    private IReadOnlyList<PriceFault> faults = [];
    private string? pasted;
    private string? fault;
    private string? notice;
    private string? failure;
    private string? download;
    private string reason = "";
    private bool mayManage;
    private bool isBusy;

    [Inject] private ILogger<CatalogsPage> Logger { get; set; } = default!;

    private string Answer => selection is { } s ? CatalogText.Summary(s.Diff) : "Compare a public price list with the price book, and take over what you choose.";

    private string Effect => from <= time.GetUtcNow().UtcDateTime ? "Calls of that time that wait for a price are priced at once; priced ones stay until they are re-rated." : "Nothing changes before that day.";

    protected override async Task OnInitializedAsync()
    {
        from = time.GetUtcNow().UtcDateTime.Date;
        mayManage = (await current.GetAsync()).May(Permission.ManagePricing);
    }

    public void Dispose()
    {
        if (download is not null)
        {
            downloads.Withdraw(download);
        }
    }

    private async Task ReadFileAsync(InputFileChangeEventArgs e)
    {
        if (await ReadAsync(e.File) is { } read)
        {
            file = read;
            await CompareAsync(choose: true);
        }
    }

    private async Task ReadOtherAsync(InputFileChangeEventArgs e) => other = await ReadAsync(e.File) ?? other;

    private async Task ReadPastedAsync()
    {
        if (Taken(PriceFileReader.Read(Encoding.UTF8.GetBytes(pasted ?? "")), "") is { } read)
        {
            file = read;
            await CompareAsync(choose: true);
        }
    }

    private async Task<PriceFile?> ReadAsync(IBrowserFile chosen)
    {
        if (chosen.Size > PriceFileReader.MaxBytes)
        {
            fault = $"{chosen.Name} is larger than {MaxMegabytes} MB. Cut it into parts, for instance one per provider.";
            return null;
        }

        PriceFile? read = null;
        await BusyAsync(async () =>
        {
            await using var stream = chosen.OpenReadStream(PriceFileReader.MaxBytes);
            read = Taken(await PriceFileReader.ReadAsync(stream, CancellationToken.None), $"{chosen.Name}: ");
        });
        return read;
    }

    private PriceFile? Taken(PriceFileResult result, string name)
    {
        fault = result is PriceFileResult.Refused refused ? name + refused.Fault : null;
        return (result as PriceFileResult.Read)?.File;
    }

    private async Task MoveAsync(ChangeEventArgs e)
    {
        if (DateTime.TryParseExact(e.Value?.ToString(), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal, out var day))
        {
            from = day;
            await CompareAsync(choose: false);
        }
    }

    /// <summary>Compares the list again; what was chosen stays chosen where it still can be.</summary>
    private Task CompareAsync(bool choose) => BusyAsync(async () =>
    {
        notice = null;
        faults = [];
        var before = selection;
        var diff = await Task.Run(() => import.DiffAsync(file!, from, other is null ? [] : [other], CancellationToken.None));
        selection = new CatalogSelection(diff);
        download ??= downloads.Offer(() => selection?.Lines ?? []);
        if (choose || before is null)
        {
            selection.ChooseUndisputed();
            return;
        }

        foreach (var change in diff.Changes.Where(c => before.Chosen.Contains(c.Key)))
        {
            selection.Choose(change, true);
        }
    });

    private Task ApplyAsync() => BusyAsync(async () =>
    {
        var request = new CatalogImportRequest(from, reason, selection!.Chosen) { ConfirmsUnchanged = true };
        switch (await import.ApplyAsync(file!, request, await current.GetAsync(), CancellationToken.None))
        {
            case CatalogImportResult.Invalid invalid:
                faults = invalid.Faults;
                break;
            case CatalogImportResult.Unproved unproved:
                await gate.AskAsync(unproved.Proof);
                break;
            case CatalogImportResult.Applied applied:
                notice = CatalogText.Result(applied);
                changed = applied.Rows > 0 ? new RerateScope("", "", from, null) : null;
                faults = [];
                selection = new CatalogSelection(await import.DiffAsync(file!, from, other is null ? [] : [other], CancellationToken.None));
                await unpriced.PriceAsync(CancellationToken.None);
                break;
        }
    });

    private void Clear() => (file, other, selection, pasted, fault, notice, failure, faults, changed) = (null, null, null, null, null, null, null, [], null);

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

    [LoggerMessage(Level = LogLevel.Error, Message = "A price list could not be compared or taken over; correlation id {CorrelationId}.")]
    private static partial void LogFailure(ILogger logger, Exception exception, string correlationId);
}
