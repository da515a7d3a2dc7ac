namespace FinOps.Core.Pricing;

/// <summary>What has become of a stored price.</summary>
public enum PriceState
{
    InForce,
    Future,

    /// <summary>Its own end has passed.</summary>
    Ended,

    /// <summary>A newer row took its place.</summary>
    Superseded,
}

/// <summary>A stored price with what became of it.</summary>
/// <param name="EndMicros">The first instant at which it no longer applies, by its own end or by the row that took its place.</param>
/// <param name="SupersededBy">The row that took its place, if any.</param>
public sealed record PriceVersion(Price Price, long EndMicros, Price? SupersededBy)
{
    public PriceState StateAt(long nowMicros) =>
        Price.ValidFromMicros >= EndMicros || EndMicros <= nowMicros ? SupersededBy is not null && EndMicros == SupersededBy.ValidFromMicros ? PriceState.Superseded : PriceState.Ended
        : Price.ValidFromMicros > nowMicros ? PriceState.Future
        : PriceState.InForce;
}
