using Hangfire.AspNetCore;
using Hangfire.Logging;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>The job library's log. It has one for the whole process, so where several hosts share one, the last may be that of a host that has ended: then it is silent.</summary>
internal sealed class JobLogs(ILoggerFactory loggers) : ILogProvider
{
    private readonly AspNetCoreLogProvider provider = new(loggers);

    public ILog GetLogger(string name)
    {
        try
        {
            return provider.GetLogger(name);
        }
        catch (ObjectDisposedException)
        {
            return new Silence();
        }
    }

    private sealed class Silence : ILog
    {
        public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null) => false;
    }
}
