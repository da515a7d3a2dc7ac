namespace FinOps.Core.Enforcement;

/// <summary>Answers of a minute, as this process gave them.</summary>
/// <param name="Seconds">How long it has counted, at most 60.</param>
public readonly record struct AdmissionRates(long Admitted, long Denied, long SoftFails, long Shadowed, int Seconds)
{
    public decimal PerSecond => Seconds == 0 ? 0 : (decimal)(Admitted + Denied) / Seconds;

    /// <summary>Of all answers; null where there was none.</summary>
    public double? DeniedShare => Admitted + Denied == 0 ? null : (double)Denied / (Admitted + Denied);
}

/// <summary>Counts what admissions answered during the last minute; never waits for long, keeps nothing else.</summary>
public sealed class AdmissionMeter(TimeProvider time)
{
    private const int Window = 60;
    private readonly Lock guard = new();
    private readonly long[] seconds = new long[Window];
    private readonly long[,] counts = new long[Window, 4];
    private readonly long began = time.GetTimestamp();

    /// <summary>Counts an answer.</summary>
    /// <param name="isAdmitted">Whether the call may go.</param>
    /// <param name="isSoftFail">Whether it was answered without the store.</param>
    /// <param name="isShadowed">Whether a rule in shadow mode would have denied it.</param>
    public void Count(bool isAdmitted, bool isSoftFail = false, bool isShadowed = false)
    {
        var second = Second();
        var slot = (int)(second % Window);
        lock (guard)
        {
            if (seconds[slot] != second)
            {
                seconds[slot] = second;
                for (var i = 0; i < 4; i++)
                {
                    counts[slot, i] = 0;
                }
            }

            counts[slot, isAdmitted ? 0 : 1]++;
            counts[slot, 2] += isSoftFail ? 1 : 0;
            counts[slot, 3] += isShadowed ? 1 : 0;
        }
    }

    /// <summary>The last whole minute, or as long as this process runs.</summary>
    public AdmissionRates Read()
    {
        var now = Second();
        Span<long> sums = stackalloc long[4];
        lock (guard)
        {
            for (var slot = 0; slot < Window; slot++)
            {
                if (now - seconds[slot] < Window)
                {
                    for (var i = 0; i < 4; i++)
                    {
                        sums[i] += counts[slot, i];
                    }
                }
            }
        }

        return new AdmissionRates(sums[0], sums[1], sums[2], sums[3], (int)Math.Min(Window, now));
    }

    // The first second is 1, so that untouched slots are told apart from it.
    private long Second() => (long)time.GetElapsedTime(began).TotalSeconds + 1;
}
