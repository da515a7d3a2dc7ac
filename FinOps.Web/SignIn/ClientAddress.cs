namespace FinOps.Web.SignIn;

/// <summary>The IP address behind a request or a circuit.</summary>
public sealed class ClientAddress(IHttpContextAccessor http)
{
    private string? noted;

    /// <summary>Null when it is unknown.</summary>
    public string? Value => noted ?? (http.HttpContext is { } context ? Of(context) : null);

    /// <summary>Keeps the address of the connection, because events of a circuit come without a request.</summary>
    public void Note() => noted = http.HttpContext is { } context ? Of(context) : noted;

    public static string? Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var address = http.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
    }
}
