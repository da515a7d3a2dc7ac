namespace FinOps.Bench.Anomalies;

/// <summary>
/// Speaks once for an incident: again only when it gets worse, or after quiet. Labels mark hours to days, and an on-call engineer is told once.
/// </summary>
internal sealed class Rearming
{
    private const double CalmZ = 2;

    /// <summary>Quiet must last this share of all points so far: long series are told of rarer things.</summary>
    private const double QuietShare = 0.04;
    private const int LeastQuiet = 12;

    private double open;
    private int calm;
    private int seen;

    public double Next(double z)
    {
        var quiet = Math.Max(LeastQuiet, (int)(QuietShare * seen++));
        if (z > open)
        {
            (open, calm) = (z, 0);
            return z;
        }

        calm = z < CalmZ ? calm + 1 : 0;
        open = calm >= quiet || open <= CalmZ ? 0 : open;
        return 0;
    }
}
