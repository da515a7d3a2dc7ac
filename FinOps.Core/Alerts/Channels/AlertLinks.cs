using Microsoft.Extensions.Options;

namespace FinOps.Core.Alerts.Channels;

/// <summary>Addresses of our pages in messages.</summary>
public sealed class AlertLinks(IOptions<AlertOptions> options)
{
    private readonly string start = options.Value.PublicUrl.TrimEnd('/');

    /// <summary>The whole address of a page; null where the console's own address is not set, or for what is no page of ours.</summary>
    public string? To(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return start.Length > 0 && path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal) ? start + path : null;
    }

    /// <summary>The page of one alert, or of all for several.</summary>
    public string? To(AlertMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return To(message.Alerts.Count == 1 ? message.Alerts[0].Path : "/alerts");
    }
}
