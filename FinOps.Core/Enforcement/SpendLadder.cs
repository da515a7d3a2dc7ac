using FinOps.Core.Data;

namespace FinOps.Core.Enforcement;

/// <summary>Where a tenant stands on the ladder, and when it moved there.</summary>
/// <param name="WasTightened">Whether the last move was upward.</param>
public readonly record struct LadderPlace(LadderStep Step, bool WasTightened, long ChangedAtMicros);

/// <summary>
/// Says which step a spend belongs to. A step is left only well below where it begins, and moves rest a minute, so that spend that wavers
/// around a limit does not move it all the time; only climbing on after climbing does not wait.
/// </summary>
public static class SpendLadder
{
    /// <summary>Moves are at least so far apart, unless one climbs on.</summary>
    public const long RestMicros = 60 * Instants.MicrosPerSecond;

    /// <summary>The place after a look; the same when it stays.</summary>
    public static LadderPlace Next(LadderPlace place, long spentNanos, long capNanos, LadderRules rules, long nowMicros)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var target = Target(place.Step, spentNanos, capNanos, rules);
        if (target == place.Step)
        {
            return place;
        }

        // A clock that was set back must not hold a step for as long as it was set back.
        var rested = nowMicros - place.ChangedAtMicros;
        var isUp = target > place.Step;
        var climbsOn = isUp && place is { WasTightened: true, Step: not LadderStep.Normal };
        return climbsOn || rested < 0 || rested >= RestMicros ? new LadderPlace(target, isUp, nowMicros) : place;
    }

    private static LadderStep Target(LadderStep now, long spentNanos, long capNanos, LadderRules rules)
    {
        var percent = capNanos <= 0 ? 1000m : (decimal)spentNanos * 100 / capNanos;
        var climbed = percent >= 100 ? LadderStep.Cap : percent >= rules.NearPercent ? LadderStep.Near : LadderStep.Normal;
        if (climbed >= now)
        {
            return climbed;
        }

        return now == LadderStep.Cap && percent >= 100 - rules.RelaxPoints ? LadderStep.Cap
            : percent >= rules.NearPercent - rules.RelaxPoints ? LadderStep.Near
            : LadderStep.Normal;
    }
}
