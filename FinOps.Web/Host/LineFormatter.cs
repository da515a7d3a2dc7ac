using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace FinOps.Web.Host;

/// <summary>One event is one line: time, level, source, message, fault. Control characters in values are escaped, secrets taken out.</summary>
public sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(Id)
{
    public const string Id = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        ArgumentNullException.ThrowIfNull(textWriter);
        textWriter.Write(time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        textWriter.Write(' ');
        textWriter.Write(Word(logEntry.LogLevel));
        textWriter.Write(' ');
        textWriter.Write(logEntry.Category);
        textWriter.Write(": ");
        textWriter.Write(LogText.OneLine(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        if (logEntry.Exception is { } fault)
        {
            textWriter.Write(" | ");
            textWriter.Write(LogText.OneLine(fault.ToString()));
        }

        textWriter.Write('\n');
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        LogLevel.Critical => "crit",
        LogLevel.None => "none",
    };
}

/// <summary>Makes the console's lines ours, unless the settings name another formatter such as <c>json</c>.</summary>
public static class LineLogging
{
    public static ILoggingBuilder AddLines(this ILoggingBuilder logging)
    {
        logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        logging.Services.PostConfigure<ConsoleLoggerOptions>(console => console.FormatterName ??= LineFormatter.Id);
        return logging;
    }
}
