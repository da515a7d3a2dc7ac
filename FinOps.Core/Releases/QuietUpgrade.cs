namespace FinOps.Core.Releases;

/// <summary>What a feature used on one day of one model (or version).</summary>
/// <param name="Day">Days since the epoch.</param>
/// <param name="Model">The model, with its version where that is known.</param>
/// <param name="Calls">All attempts.</param>
/// <param name="UnpricedCalls">Those of them that have no price.</param>
public readonly record struct ModelDay(int Day, string Model, long Calls, long UnpricedCalls, long CostNanos);

/// <summary>A model's part of a feature's calls.</summary>
public sealed record ModelShare(string Model, double Share);

/// <summary>Some days of a feature together.</summary>
/// <param name="FromDay">First day, in days since the epoch.</param>
/// <param name="ToDay">First day after it.</param>
/// <param name="Models">Which models answered, by falling share.</param>
public sealed record UsageMix(int FromDay, int ToDay, int Days, long Calls, long UnpricedCalls, long CostNanos, IReadOnlyList<ModelShare> Models)
{
    /// <summary>Cost of a call in nano-USD.</summary>
    public decimal CostPerCallNanos => Calls == 0 ? 0 : decimal.Divide(CostNanos, Calls);

    public bool IsPriced => UnpricedCalls * 20 <= Calls;
}

/// <summary>A feature's models or its cost per call changed from one day to the next, for good.</summary>
/// <param name="FirstDay">The first day of the new state, in days since the epoch.</param>
/// <param name="Before">The days before it.</param>
/// <param name="After">The days from it on.</param>
/// <param name="ModelShift">The part of the calls that moved to other models, 0 to 1.</param>
/// <param name="PriceShift">The change of the cost per call as a share of what it was; null where calls have no price.</param>
public sealed record UpgradeFinding(int FirstDay, UsageMix Before, UsageMix After, double ModelShift, double? PriceShift)
{
    public DateOnly FirstDate => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(FirstDay));

    /// <summary>True where models changed; false where only the cost per call did.</summary>
    public required bool IsModelChange { get; init; }

    /// <summary>What the change adds to the cost of 30 days at the calls since then, in nano-USD; null where calls have no price.</summary>
    public long? EffectPerMonthNanos => PriceShift is null
        ? null
        : (long)decimal.Round((After.CostPerCallNanos - Before.CostPerCallNanos) * After.Calls / After.Days * 30, MidpointRounding.ToEven);
}

/// <summary>A change of a feature, with what people know of it.</summary>
/// <param name="Feature">The feature's key.</param>
/// <param name="Release">The release that explains it; null where it came quietly.</param>
/// <param name="Acknowledgment">Who has seen it; null while nobody has.</param>
public sealed record QuietUpgrade(string Feature, UpgradeFinding Finding, Release? Release, UpgradeAcknowledgment? Acknowledgment)
{
    /// <summary>True while it neither has a release nor was acknowledged.</summary>
    public bool IsOpen => Release is null && Acknowledgment is null;
}
