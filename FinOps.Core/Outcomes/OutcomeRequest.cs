using FinOps.Core.Costs;

namespace FinOps.Core.Outcomes;

/// <summary>Turns words from outside (HTTP or command line) into an <see cref="OutcomeQuery"/>, naming everything that is wrong at once.</summary>
public sealed class OutcomeRequest(TimeProvider time)
{
    private readonly List<CostRequestFault> faults = [];

    public IReadOnlyList<CostRequestFault> Faults => faults;

    /// <summary>Understands a request; without a type it is about resolved queries, without a period about the last 30 days, today included.</summary>
    /// <returns>The question; null when <see cref="Faults"/> says why not.</returns>
    public OutcomeQuery? Read(string? type, string? from, string? to, IEnumerable<string?> groupBy, IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> filters)
    {
        var request = new CostRequest(time);
        var asked = request.Read(from, to, groupBy, filters);
        faults.AddRange(request.Faults);
        if (asked is null)
        {
            return null;
        }

        if (asked.FromUtc.TimeOfDay != TimeSpan.Zero || asked.ToUtc.TimeOfDay != TimeSpan.Zero)
        {
            faults.Add(new("from", "Outcomes are kept by whole UTC days: write days such as 2026-10-14."));
        }

        if (asked.GroupBy.Count > 1)
        {
            faults.Add(new("group_by", "Outcomes are grouped by one of day, feature, tenant, tier, model."));
        }

        return faults.Count > 0 ? null : new OutcomeQuery(string.IsNullOrWhiteSpace(type) ? OutcomeType.BuiltIn[0].Key : type.Trim(), DateOnly.FromDateTime(asked.FromUtc), DateOnly.FromDateTime(asked.ToUtc))
        {
            GroupBy = asked.GroupBy.Count == 0 ? null : asked.GroupBy[0],
            Filters = asked.Filters,
        };
    }
}
