namespace FinOps.Core.Pricing;

/// <summary>
/// Finds the patterns that name a model without trying each of them: exact names and starts by look-up, one per length of start that occurs,
/// and expressions only where their first characters fit.
/// </summary>
internal sealed class PatternIndex<T>
{
    private readonly Dictionary<string, List<(ModelPattern Pattern, T Value)>> exact = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<(ModelPattern Pattern, T Value)>> starts = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedSet<int> lengths = [];
    private readonly List<(ModelPattern Pattern, T Value)> expressions = [];

    public void Add(ModelMatch match, string text, T value)
    {
        var entry = (new ModelPattern(match, text), value);
        switch (match)
        {
            case ModelMatch.Exact:
                Add(exact, text, entry);
                break;
            case ModelMatch.Prefix:
                Add(starts, text, entry);
                lengths.Add(text.Length);
                break;
            case ModelMatch.Regex:
                expressions.Add(entry);
                break;
        }
    }

    /// <summary>Every pattern that names the model, in no order.</summary>
    public List<(ModelPattern Pattern, T Value)> Matching(string model)
    {
        var found = exact.TryGetValue(model, out var named) ? [.. named] : new List<(ModelPattern Pattern, T Value)>();
        var byStart = starts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var length in lengths)
        {
            if (length > model.Length)
            {
                break;
            }

            if (byStart.TryGetValue(model.AsSpan(0, length), out var begun))
            {
                found.AddRange(begun);
            }
        }

        found.AddRange(expressions.Where(e => e.Pattern.IsMatch(model)));
        return found;
    }

    private static void Add(Dictionary<string, List<(ModelPattern, T)>> index, string text, (ModelPattern, T) entry)
    {
        if (index.TryGetValue(text, out var known))
        {
            known.Add(entry);
        }
        else
        {
            index.Add(text, [entry]);
        }
    }
}
