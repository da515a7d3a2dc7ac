using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Runs;
using FinOps.Core.Usage;
using FinOps.Web.Costs;

namespace FinOps.Web.Runs;

/// <summary>Runs in words, and where they are.</summary>
public static class RunText
{
    public static string Href(RunRow run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return $"/runs/{CostLinks.Encode(run.Sum.RunId)}?day={run.Date.ToString("O", CultureInfo.InvariantCulture)}&tenant={Uri.EscapeDataString(run.Tenant)}";
    }

    public static string Start(RunRow run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Instants.ToUtc(run.Sum.StartMicros).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>What a call is called in the tree: its workflow step, or what became of it.</summary>
    public static string Name(RunCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return string.IsNullOrEmpty(call.Step) ? "Call" : call.Step;
    }

    public static bool IsSuccess(RunCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.Status == UsageStatus.Success;
    }

    /// <summary>Seconds since the run began, e.g. <c>+12.4 s</c>.</summary>
    public static string After(RunRow run, RunCall call)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(call);
        return "+" + CostFormat.Milliseconds((call.AtMicros - run.Sum.StartMicros) / 1_000.0);
    }
}
