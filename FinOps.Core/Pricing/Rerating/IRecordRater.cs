namespace FinOps.Core.Pricing.Rerating;

/// <summary>Decides what a record's figures are now. One instance for each run; not thread-safe.</summary>
internal interface IRecordRater
{
    /// <summary>Fills <see cref="RerateRow.New"/>.</summary>
    /// <param name="row">The record.</param>
    /// <param name="isMonthClosed">Whether its month is closed, so that a change of its cost is a correction.</param>
    void Rate(ref RerateRow row, bool isMonthClosed);
}

/// <summary>Makes what was booked after the closing of a month that is open again part of its cost.</summary>
internal sealed class ReopeningRater : IRecordRater
{
    public void Rate(ref RerateRow row, bool isMonthClosed)
    {
        row.New = row.Old;
        row.New.CorrectionNanos = 0;
    }
}
