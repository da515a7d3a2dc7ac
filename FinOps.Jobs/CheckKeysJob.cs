using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Data;
using Hangfire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinOps.Jobs;

/// <summary>Warns of keys that end soon: a caller whose key has ended loses its usage.</summary>
[AutomaticRetry(Attempts = 1)]
public sealed partial class CheckKeysJob(ApiKeyQueries keys, IOptions<ApiKeyOptions> options, TimeProvider time, ILogger<CheckKeysJob> logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var key in await keys.EndingAsync(time.NowMicros(), options.Value.WarnDays, cancellation))
        {
            Ends(logger, key.Prefix, key.Name, Instants.ToUtc(key.ExpiresAtMicros!.Value).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The API key {Prefix} ({Name}) ends at {End} UTC; rotate it on the page of keys, or with: keys rotate {Prefix}")]
    private static partial void Ends(ILogger logger, string prefix, string name, string end);
}
