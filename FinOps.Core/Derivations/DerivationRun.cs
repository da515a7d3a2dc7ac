namespace FinOps.Core.Derivations;

/// <summary>What one run tried and what came of it.</summary>
internal sealed class DerivationRun
{
    /// <summary>Derivations and days that were worked out or could not be.</summary>
    public HashSet<(string Name, int Day)> Tried { get; } = [];

    /// <summary>Derivations and days that failed together with others: they are tried one day at a time, so that one day does not keep back its neighbors.</summary>
    public HashSet<(string Name, int Day)> Alone { get; } = [];

    public Dictionary<string, (int FirstDay, int LastDay, Exception Fault)> Faults { get; } = [];

    public int Derived { get; set; }

    /// <summary>Asks a derivation for something; what it throws is kept, and it answers null or false.</summary>
    public async Task<T?> TryAsync<T>(string name, IReadOnlyCollection<int> days, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Note(name, days, fault);
            return default;
        }
    }

    public void Note(string name, IReadOnlyCollection<int> days, Exception fault)
    {
        if (days.Count > 1)
        {
            Alone.UnionWith(days.Select(d => (name, d)));
            return;
        }

        var known = Faults.TryGetValue(name, out var before) ? before : (FirstDay: int.MaxValue, LastDay: int.MinValue, Fault: fault);
        Faults[name] = (days.Append(known.FirstDay).Min(), days.Append(known.LastDay).Max(), known.Fault);
    }
}

/// <summary>Days of a derivation in the making. When it has failed, it is offered nothing more.</summary>
internal sealed class OpenFold(IDayDerivation derivation, IDayFold fold, IReadOnlyList<int> days)
{
    public IDayDerivation Derivation => derivation;

    public IDayFold Fold => fold;

    public HashSet<int> Reads { get; } = [.. days.SelectMany(d => Enumerable.Range(d - derivation.DaysBefore, derivation.DaysBefore + derivation.DaysAfter + 1))];

    public Exception? Fault { get; private set; }

    public void Add(scoped in DayRecord record)
    {
        if (Fault is not null)
        {
            return;
        }

        try
        {
            fold.Add(in record);
        }
        catch (Exception fault)
        {
            Fault = fault;
        }
    }

    /// <summary>True to be offered all records once more.</summary>
    public bool EndPass(DerivationRun run)
    {
        try
        {
            if (Fault is null)
            {
                return fold.EndPass();
            }
        }
        catch (Exception fault)
        {
            Fault = fault;
        }

        run.Note(derivation.Name, days, Fault);
        return false;
    }
}
