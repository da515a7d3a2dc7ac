using FinOps.Core.Data;
using FinOps.Core.Enforcement.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Enforcement.Ledger;

/// <summary>Plays random calls, crashes and clocks that jump against an engine and a model of it, and compares every answer and every balance.</summary>
internal sealed class LedgerSimulation(int seed, ILedgerLab lab, FakeTimeProvider time)
{
    private static readonly string[] Names = ["budget:1", "budget:2", "budget:3", "cap:acme"];
    private readonly Random random = new(seed);
    private readonly LedgerModel model = new();
    private readonly DateTimeOffset start = time.GetUtcNow();
    private readonly long mark = time.GetTimestamp();
    private ILedgerEngine engine = null!;
    private long version;

    /// <summary>The first difference; empty when there is none.</summary>
    public string Difference { get; private set; } = "";

    /// <summary>Kinds of answers that came up.</summary>
    public HashSet<string> Seen { get; } = [];

    public async Task<ILedgerEngine> RunAsync(ILedgerEngine opened, int steps)
    {
        engine = opened;
        foreach (var name in Names)
        {
            model.Budgets[name] = (random.Next(2_000, 20_000), 0);
        }

        for (var step = 0; step < steps && Difference.Length == 0; step++)
        {
            var told = await StepAsync();
            Difference = told.Length > 0 ? $"step {step}: {told}" : step % 50 == 0 ? await CompareAsync(step) : "";
        }

        Difference = Difference.Length > 0 ? Difference : await CompareAsync(steps);
        return engine;
    }

    private long Now => Instants.ToMicros(start) + (long)time.GetElapsedTime(mark).TotalMicroseconds;

    private async Task<string> StepAsync() => random.Next(100) switch
    {
        < 45 => await ReserveAsync(),
        < 75 => await SettleAsync(),
        < 82 => await VoidAsync(),
        < 88 => await ProgressAsync(),
        < 93 => await ExpireAsync(),
        < 97 => await PostAsync(),
        < 99 => Jump(),
        _ => await CrashAsync(),
    };

    private string Request() => $"r{random.Next(1, 1 + model.Requests.Count + 20)}";

    private async Task<string> ReserveAsync()
    {
        var request = Request();
        var parent = random.Next(4) == 0 ? Request() : null;
        if (parent == request)
        {
            return "";
        }

        // What is asked under an id is always the same, but for the parent and the budgets, which are not part of it here.
        var amount = 1 + (request.Length * 37 % 90);
        var budgets = Names.Where(_ => random.Next(2) == 0).ToArray();
        var accounts = budgets.Select(b => Some.Account(b, model.Budgets[b].Limit, model.Budgets[b].Posted, version)).ToArray();
        var result = await engine.ReserveAsync(Some.Reserve(request, amount, accounts) with { ParentRequestId = parent }, CancellationToken.None);
        var actual = result switch
        {
            ReserveResult.Held { IsReplay: true } => "replay",
            ReserveResult.Held { Attempt: > 1 } => "attempt",
            ReserveResult.Held => "held",
            ReserveResult.Denied => "denied",
            ReserveResult.Ended => "ended",
            _ => "other",
        };
        return Compare($"reserve {request}", model.Reserve(request, parent, amount, budgets, Now, (long)Some.Lease.TotalMicroseconds), actual);
    }

    private async Task<string> SettleAsync()
    {
        var request = Request();
        var amount = random.Next(0, 250);
        var isFinal = random.Next(4) > 0;
        var result = await engine.SettleAsync(Some.Settle(request, amount, isFinal, model.RootOf(request)), CancellationToken.None);
        var actual = result switch
        {
            SettleResult.NotFound => "unknown",
            SettleResult.OtherPayload => "other",
            SettleResult.Booked { IsReplay: true } => "replay",
            SettleResult.Booked { LateNanos: > 0 } => "late",
            _ => "booked",
        };
        var expected = model.Settle(request, amount, isFinal, Now);
        return Compare($"settle {request}", expected == "late" && amount == 0 ? "booked" : expected, actual);
    }

    private async Task<string> VoidAsync()
    {
        var request = Request();
        return Compare($"void {request}", model.Void(request) ? "voided" : "unchanged", (await engine.VoidAsync(Some.Key(request), CancellationToken.None)).IsChanged ? "voided" : "unchanged");
    }

    private async Task<string> ProgressAsync()
    {
        var (request, amount) = (Request(), random.Next(1, 300));
        model.Progress(request, amount, Now);
        await engine.ProgressAsync(new ProgressCommand(Some.Key(request), amount), CancellationToken.None);
        return "";
    }

    private async Task<string> ExpireAsync()
    {
        time.Advance(TimeSpan.FromSeconds(random.Next(1, 40)));
        var ended = 0;
        for (int some; (some = await engine.ExpireAsync(CancellationToken.None)) > 0;)
        {
            ended += some;
        }

        return Compare("expire", $"{model.Expire(Now)}", $"{ended}");
    }

    private async Task<string> PostAsync()
    {
        version++;
        model.PostAll(random.Next(-50, 200));
        var ids = (await engine.UnstoredAsync(100_000, CancellationToken.None)).Select(s => s.Id).ToList();
        await engine.TakeOverAsync([.. Names.Select(n => new AccountPosted(new AccountRef(n, 0), model.Budgets[n].Posted, version))], ids, CancellationToken.None);
        foreach (var name in Names)
        {
            model.Budgets[name] = (random.Next(8) == 0 ? model.Budgets[name].Limit + random.Next(0, 3_000) : model.Budgets[name].Limit, model.Budgets[name].Posted);
        }

        return "";
    }

    private string Jump()
    {
        time.AdjustTime(time.GetUtcNow() + TimeSpan.FromHours(random.Next(2) == 0 ? 1 : -1));
        return "";
    }

    /// <summary>What was answered must be there again; a new process starts from the clock on the wall, which is set right first.</summary>
    private async Task<string> CrashAsync()
    {
        time.AdjustTime(start + time.GetElapsedTime(mark));
        await lab.CloseAsync(engine);
        engine = await lab.OpenAsync(time);
        return "";
    }

    private string Compare(string what, string expected, string actual)
    {
        Seen.Add($"{what.Split(' ')[0]} {(int.TryParse(actual, out _) ? "n" : actual)}");
        return expected == actual ? "" : $"{what}: {actual} instead of {expected}";
    }

    private async Task<string> CompareAsync(int step)
    {
        var states = (await engine.SnapshotAsync([.. Names.Select(n => new AccountRef(n, 0))], CancellationToken.None)).Accounts;
        var differences = states
            .Where(s => s.PendingNanos != model.Pending(s.Ref.Key) || (s.PostedVersion == version && s.PostedNanos != model.Budgets[s.Ref.Key].Posted))
            .Select(s => $"{s.Ref.Key} posted {s.PostedNanos} pending {s.PendingNanos} instead of {model.Budgets[s.Ref.Key].Posted} and {model.Pending(s.Ref.Key)}");
        var faults = (await engine.VerifyAsync(CancellationToken.None)).Select(f => $"{f.Ref.Key} stored {f.StoredNanos} recomputed {f.RecomputedNanos}");
        return string.Join("; ", differences.Concat(faults)) is { Length: > 0 } told ? $"after {step} steps: {told}" : "";
    }
}
