using MathNet.Numerics.Distributions;

namespace FinOps.Core.Anomalies;

/// <summary>Statistics that a few wild values do not move, and the tails of distributions.</summary>
internal static class Robust
{
    /// <summary>Scores beyond this are not told apart.</summary>
    public const double Limit = 37;

    /// <summary>From the median of absolute deviations to the standard deviation of a normal distribution.</summary>
    public const double MadToSigma = 1.4826;

    /// <summary>So few values are put in order rather than searched.</summary>
    private const int Few = 24;

    /// <summary>Values so many standard deviations away say nothing about a center: keeps 95 % of the mean's precision on normal values (Tukey's biweight).</summary>
    private const double Reach = 4.685;

    /// <summary>The median, halfway between the middle two; NaN when there is no value. Reorders the values.</summary>
    public static double Median(Span<double> values) => Quantile(values, 0.5);

    /// <summary>The value below which a share of the values lies, interpolated; NaN when there is none. Reorders the values.</summary>
    public static double Quantile(Span<double> values, double share)
    {
        if (values.IsEmpty)
        {
            return double.NaN;
        }

        if (values.Length <= Few)
        {
            Sort(values);
        }

        var rank = share * (values.Length - 1);
        var below = (int)rank;
        var low = values.Length <= Few ? values[below] : Select(values, below);
        if (below + 1 == values.Length || rank == below)
        {
            return low;
        }

        var high = double.PositiveInfinity;
        foreach (var value in values[(below + 1)..])
        {
            high = Math.Min(high, value);
        }

        return low + ((rank - below) * (high - low));
    }

    /// <summary>A mean in which values weigh the less the further they are from the median, and nothing when they are wild. Reorders the values.</summary>
    public static double Center(Span<double> values, double sigma)
    {
        var median = Median(values);
        if (values.Length < 3 || !(sigma > 0))
        {
            return median;
        }

        double sum = 0, weights = 0;
        foreach (var value in values)
        {
            var distance = (value - median) / (Reach * sigma);
            var weight = Math.Max(0, 1 - (distance * distance));
            sum += weight * weight * (value - median);
            weights += weight * weight;
        }

        return weights > 0 ? median + (sum / weights) : median;
    }

    /// <summary>
    /// The standard deviation of residuals, wild ones pulled in to three of those that the median of their sizes suggests. Overwrites the values.
    /// </summary>
    /// <param name="residuals">The residuals, around zero.</param>
    /// <param name="estimated">How many figures were estimated from the same values.</param>
    public static double Sigma(Span<double> residuals, double estimated)
    {
        for (var i = 0; i < residuals.Length; i++)
        {
            residuals[i] = Math.Abs(residuals[i]);
        }

        var byMedian = MadToSigma * Median(residuals);
        double sum = 0;
        foreach (var size in residuals)
        {
            var pulled = byMedian > 0 ? Math.Min(size, 3 * byMedian) : size;
            sum += pulled * pulled;
        }

        return Math.Sqrt(sum / Math.Max(1, residuals.Length - estimated));
    }

    /// <summary>The score of a normal distribution that is as unusual as a score of Student's t with so many degrees of freedom.</summary>
    public static double FromStudent(double t, double freedom) => t < 0 ? -FromStudent(-t, freedom) : FromTail(StudentT.CDF(0, 1, freedom, -t));

    /// <summary>The score of Student's t that is as unusual as one of a normal distribution.</summary>
    public static double ToStudent(double z, double freedom) => -StudentT.InvCDF(0, 1, freedom, Normal.CDF(0, 1, -z));

    /// <summary>The score that a share of a normal distribution exceeds.</summary>
    public static double FromTail(double share) => share <= 0 ? Limit : Math.Clamp(-Normal.InvCDF(0, 1, share), -Limit, Limit);

    /// <summary>Insertion, the fastest for few values.</summary>
    private static void Sort(Span<double> values)
    {
        for (var i = 1; i < values.Length; i++)
        {
            var value = values[i];
            var at = i;
            for (; at > 0 && values[at - 1] > value; at--)
            {
                values[at] = values[at - 1];
            }

            values[at] = value;
        }
    }

    /// <summary>The value that would stand at a place if the values were in order; puts no greater ones before it and no smaller ones behind it.</summary>
    private static double Select(Span<double> values, int place)
    {
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var pivot = values[low + ((high - low) / 2)];
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    (i, j) = (i + 1, j - 1);
                }
            }

            if (place > j && place < i)
            {
                break;
            }

            (low, high) = place <= j ? (low, j) : (i, high);
        }

        return values[place];
    }
}
