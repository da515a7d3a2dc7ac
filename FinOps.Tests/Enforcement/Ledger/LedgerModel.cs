namespace FinOps.Tests.Enforcement.Ledger;

/// <summary>
/// What a ledger does, told in the simplest way: lists in memory, one call at a time, every balance added up anew from the calls.
/// </summary>
internal sealed class LedgerModel
{
    private readonly Dictionary<string, Call> calls = [];
    private readonly Dictionary<string, string> attempts = [];
    private readonly Dictionary<string, (string Root, long Amount, bool IsPosted)> used = [];

    public Dictionary<string, (long Limit, long Posted)> Budgets { get; } = [];

    public IReadOnlyCollection<string> Requests => calls.Keys;

    public long Pending(string budget) =>
        calls.Values.Where(c => c.Budgets.Contains(budget) && c.State == "open").Sum(c => c.Held - c.FromHold)
        + used.Values.Where(u => !u.IsPosted && calls[u.Root].Budgets.Contains(budget)).Sum(u => u.Amount);

    public string StateOf(string request) => calls[request].State;

    public bool IsRoot(string request) => calls.ContainsKey(request);

    public string RootOf(string request) => attempts.GetValueOrDefault(request, request);

    public string Reserve(string request, string? parent, long amount, string[] budgets, long now, long lease)
    {
        if (calls.TryGetValue(request, out var same))
        {
            return same.State == "open" ? "replay" : "ended";
        }

        if (attempts.TryGetValue(request, out var root))
        {
            return calls[root].State == "open" ? "replay" : "ended";
        }

        if (parent is not null && calls.TryGetValue(RootOf(parent), out var open) && open.State == "open")
        {
            attempts[request] = RootOf(parent);
            open.Until = Math.Max(open.Until, now + lease);
            return "attempt";
        }

        if (budgets.Any(b => Budgets[b].Posted + Pending(b) + amount > Budgets[b].Limit))
        {
            return "denied";
        }

        calls[request] = new Call { Hold = amount, Held = amount, Budgets = budgets, Until = now + lease, Lease = lease };
        return "held";
    }

    public string Settle(string request, long amount, bool isFinal, long now)
    {
        var root = RootOf(request);
        if (!calls.TryGetValue(root, out var call))
        {
            return "unknown";
        }

        if (used.TryGetValue(request, out var before))
        {
            return before.Amount == amount ? "replay" : "other";
        }

        used[request] = (root, amount, false);
        if (call.State != "open")
        {
            return "late";
        }

        call.FromHold += Math.Min(amount, call.Hold - call.FromHold);
        call.Until = Math.Max(call.Until, now + call.Lease);
        call.State = isFinal ? "settled" : "open";
        return "booked";
    }

    public bool Void(string request)
    {
        if (!calls.TryGetValue(request, out var call) || call.State != "open")
        {
            return false;
        }

        call.State = "voided";
        return true;
    }

    public void Progress(string request, long amount, long now)
    {
        if (calls.TryGetValue(request, out var call) && call.State == "open")
        {
            call.Held = Math.Max(call.Held, Math.Min(amount, call.Hold * 2));
            call.Until = Math.Max(call.Until, now + call.Lease);
        }
    }

    public int Expire(long now)
    {
        var due = calls.Values.Where(c => c.State == "open" && c.Until <= now).ToList();
        due.ForEach(c => c.State = "expired");
        return due.Count;
    }

    /// <summary>The usage store takes all settled usage up; each budget's sum grows by what belongs to it, and by usage from elsewhere.</summary>
    public void PostAll(long elsewhere)
    {
        foreach (var (request, use) in used.Where(u => !u.Value.IsPosted).ToList())
        {
            used[request] = use with { IsPosted = true };
            foreach (var budget in calls[use.Root].Budgets)
            {
                Budgets[budget] = (Budgets[budget].Limit, Budgets[budget].Posted + use.Amount);
            }
        }

        foreach (var budget in Budgets.Keys.ToList())
        {
            Budgets[budget] = (Budgets[budget].Limit, Math.Max(Budgets[budget].Posted + elsewhere, 0));
        }
    }

    private sealed class Call
    {
        public long Hold;
        public long Held;
        public long FromHold;
        public string[] Budgets = [];
        public long Until;
        public long Lease;
        public string State = "open";
    }
}
