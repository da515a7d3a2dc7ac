using System.Globalization;
using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Tenants;

namespace FinOps.Core.Budgets;

/// <summary>
/// Budgets as CSV files: what is exported changes nothing when it is imported again. A line adds a budget or changes the one of the same scope, period and first
/// day; without a first day, the one that counts today. Names that no usage has mentioned are taken and told.
/// </summary>
public sealed class BudgetFiles
{
    private readonly BudgetEditor editor;
    private readonly BudgetQueries queries;

    internal BudgetFiles(BudgetEditor editor, BudgetQueries queries) => (this.editor, this.queries) = (editor, queries);

    /// <summary>Bytes of the largest file that is read.</summary>
    public const int MaxBytes = TenantFile.MaxBytes;

    /// <summary>The columns of a file. Period and amount have to be there; of the others, an absent column leaves what is stored and an empty cell empties it.</summary>
    public static IReadOnlyList<string> Columns => BudgetTexts.Columns;

    /// <summary>Tells what a file would do. Nothing is stored.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not edit budgets.</exception>
    public async Task<FilePreview> PreviewAsync(ReadOnlyMemory<byte> utf8, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditBudget);
        return await TakeAsync(utf8, false, drafts => editor.PreviewAsync(drafts, actor, cancellation));
    }

    /// <summary>Takes the good lines over together, and tells what became of every line.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not edit budgets.</exception>
    public async Task<FilePreview> ApplyAsync(ReadOnlyMemory<byte> utf8, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditBudget);
        return await TakeAsync(utf8, true, drafts => editor.SaveAllAsync(drafts, isAllOrNone: false, actor, cancellation));
    }

    /// <summary>Writes the budgets that the actor may see.</summary>
    /// <param name="only">Ids of the budgets to write; null for all.</param>
    public async Task WriteAsync(Stream output, IReadOnlySet<int>? only, Actor actor, CancellationToken cancellation)
    {
        var rows = await queries.ListAsync(actor, cancellation);
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', Columns));
        foreach (var row in rows.Where(r => only is null || only.Contains(r.Budget.Id)))
        {
            await writer.WriteLineAsync(string.Join(',', BudgetTexts.Cells(row.Scope, row.Budget).Select(Csv.Field)));
        }
    }

    private static async Task<FilePreview> TakeAsync(ReadOnlyMemory<byte> utf8, bool isStored, Func<IReadOnlyList<BudgetDraft>, Task<IReadOnlyList<BudgetEdit>>> take)
    {
        var (lines, fault) = TenantFile.Read(utf8, Columns, ["period", "amount_usd"], Read);
        if (fault is not null)
        {
            return new FilePreview([], fault, false);
        }

        var firstLine = new Dictionary<(BudgetScope, BudgetPeriod, DateOnly?), int>();
        var repeated = lines.Where(l => l.Value is { } d && !firstLine.TryAdd((d.Scope, d.Period, d.ValidFrom), l.Line)).ToDictionary(l => l.Line, l => firstLine[(l.Value!.Scope, l.Value.Period, l.Value.ValidFrom)]);
        var good = lines.Where(l => l.Value is not null && !repeated.ContainsKey(l.Line)).ToList();
        var edits = await take([.. good.Select(l => l.Value!)]);
        var byLine = good.Zip(edits).ToDictionary(p => p.First.Line, p => p.Second);
        return new FilePreview([.. lines.Select(l => Tell(l, repeated, byLine.GetValueOrDefault(l.Line)))], null, isStored);
    }

    private static PreviewLine Tell(FileLine<BudgetDraft> line, Dictionary<int, int> repeated, BudgetEdit? edit)
    {
        var key = line.Value?.Scope.Text ?? "";
        return edit switch
        {
            BudgetEdit.Saved saved => new PreviewLine(
                line.Line, key, saved.Changes.Count == 0 ? LineEffect.Unchanged : saved.IsNew ? LineEffect.New : LineEffect.Changed,
                [.. saved.Changes.Select(c => new FieldChange(c.Field, c.Before, c.After)), .. saved.Hint.Length == 0 ? Array.Empty<FieldChange>() : [new FieldChange("hint:", "", saved.Hint)]], []),
            BudgetEdit.Invalid invalid => Wrong([.. invalid.Faults.Select(f => new TenantFault(f.Field, f.Message))]),
            BudgetEdit.Conflict conflict => Wrong([new TenantFault("", conflict.Message)]),
            BudgetEdit.NotFound none => Wrong([new TenantFault("", none.Message)]),
            _ when repeated.TryGetValue(line.Line, out var first) => Wrong([new TenantFault("", $"Line {first} is about the same budget. Keep one of the two, or give each its own valid_from.")]),
            _ => Wrong(line.Faults),
        };

        PreviewLine Wrong(IReadOnlyList<TenantFault> faults) => new(line.Line, key, LineEffect.Wrong, [], faults);
    }

    private static BudgetDraft Read(TenantFile file)
    {
        var period = BudgetTexts.PeriodOf(file.Text("period"));
        if (period is null)
        {
            file.Fault("period", "The period is daily or monthly.");
        }

        var amount = file.Usd("amount_usd");
        if (amount is null && file.Text("amount_usd").Length == 0)
        {
            file.Fault("amount_usd", "Give the amount in USD.");
        }

        return new BudgetDraft
        {
            Scope = new BudgetScope(file.Text("feature"), file.Text("tenant"), file.Text("team"), file.Text("model"), file.Text("environment")),
            Period = period ?? BudgetPeriod.Monthly,
            AmountUsd = amount,
            IsHard = Hard(file),
            BurstPercent = Burst(file),
            Thresholds = !file.Has("thresholds") ? null : file.Text("thresholds") is { Length: > 0 } text ? text : BudgetThresholds.Default,
            TimeZone = file.Text("time_zone"),
            Owner = file.Has("owner") ? file.Text("owner") : null,
            Note = file.Has("note") ? file.Text("note") : null,
            ValidFrom = file.Day("valid_from"),
            ValidTo = file.Day("valid_to"),
            SetsValidTo = file.Has("valid_to"),
            Reason = "Imported from a file",
        };
    }

    private static bool? Hard(TenantFile file)
    {
        var text = file.Text("hard").ToLowerInvariant();
        bool? hard = text switch { "true" or "yes" or "1" or "hard" => true, "" or "false" or "no" or "0" or "soft" => false, _ => null };
        if (hard is null)
        {
            file.Fault("hard", "Write true when spending beyond it is to be stopped, false when it is only told.");
        }

        return file.Has("hard") ? hard : null;
    }

    private static int? Burst(TenantFile file)
    {
        var text = file.Text("burst_percent").TrimEnd('%', ' ');
        if (!file.Has("burst_percent") || text.Length == 0)
        {
            return file.Has("burst_percent") ? 100 : null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
        {
            return percent;
        }

        file.Fault("burst_percent", "Write a whole percentage of the amount, such as 110, or leave it empty for none.");
        return null;
    }
}
