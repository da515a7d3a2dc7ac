using StackExchange.Redis;

namespace FinOps.Core.Enforcement.Ledger.Redis;

/// <summary>The connection to Redis, made at the first call; it mends itself afterwards.</summary>
internal sealed class RedisLink(string configuration)
{
    private readonly SemaphoreSlim opening = new(1, 1);
    private volatile IConnectionMultiplexer? open;

    public async Task<IConnectionMultiplexer> OpenAsync()
    {
        if (open is { } known)
        {
            return known;
        }

        await opening.WaitAsync();
        try
        {
            return open ??= await ConnectionMultiplexer.ConnectAsync(Options(configuration));
        }
        finally
        {
            opening.Release();
        }
    }

    /// <summary>A caller is answered within milliseconds, so nothing waits for a connection that is gone.</summary>
    private static ConfigurationOptions Options(string configuration)
    {
        var options = ConfigurationOptions.Parse(configuration);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return options;
    }
}
