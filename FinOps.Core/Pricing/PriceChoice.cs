namespace FinOps.Core.Pricing;

/// <summary>Which rows price a call.</summary>
/// <param name="Price">The row whose rates are used; null when there is none.</param>
/// <param name="Discount">The contract that takes something off them, nearly always null.</param>
/// <param name="Mapping">The mapping that led to the model, or null when the reported name itself did.</param>
public readonly record struct PriceChoice(Price? Price, Price? Discount, ModelMapping? Mapping);

/// <summary>A stretch of time with one price; null where no price is in force.</summary>
/// <param name="Price">What holds whenever no window below does.</param>
public sealed record PriceStep(long FromMicros, long ToMicros, Price? Price)
{
    /// <summary>Prices of certain hours or days, which beat <see cref="Price"/> then.</summary>
    public IReadOnlyList<Price> Windowed { get; init; } = [];

    /// <summary>Contracts that take something off.</summary>
    public IReadOnlyList<Price> Discounts { get; init; } = [];

    /// <summary>The mapping that led to the model.</summary>
    public ModelMapping? Mapping { get; init; }
}
