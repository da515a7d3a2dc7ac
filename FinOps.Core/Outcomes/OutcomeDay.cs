namespace FinOps.Core.Outcomes;

/// <summary>
/// The cells by tenant of one type and UTC day once more, without their histograms, column by column: what ten thousand tenants achieved in a month is
/// read from these in a fraction of the time that a million rows take.
/// </summary>
public sealed class OutcomeDay
{
    public int TypeId { get; set; }

    /// <summary>UTC days since the epoch.</summary>
    public int Day { get; set; }

    /// <summary>As <see cref="PackedCells"/> writes them.</summary>
    public byte[] Cells { get; set; } = [];
}
