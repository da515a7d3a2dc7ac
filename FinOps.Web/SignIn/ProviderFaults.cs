using System.Net.Sockets;

namespace FinOps.Web.SignIn;

/// <summary>Tells apart why a provider could not be asked or its answer was not taken.</summary>
internal static class ProviderFaults
{
    private const int LongestLine = 600;

    public static SignInFault Of(Exception? failure)
    {
        var chain = Chain(failure).ToList();
        var error = chain.Select(e => e.Data["error"] as string).FirstOrDefault(e => e is not null);
        if (chain.Exists(e => e.Message.Contains(CheckedDiscovery.Mark, StringComparison.Ordinal))
            || error is "invalid_client" or "unauthorized_client" or "invalid_scope" or "unsupported_response_type" or "invalid_request" or "invalid_redirect_uri")
        {
            return SignInFault.Misconfigured;
        }

        if (error is "temporarily_unavailable" or "server_error" || IsOutage(failure))
        {
            return SignInFault.Unavailable;
        }

        if (error is "login_required" or "interaction_required" or "consent_required" or "account_selection_required")
        {
            return SignInFault.Denied;
        }

        return chain.Exists(e => e.Message.Contains("orrelation", StringComparison.Ordinal) || e.Message.Contains("message.State", StringComparison.Ordinal)) ? SignInFault.Expired : SignInFault.Refused;
    }

    /// <summary>True when the provider or the way to it failed: worth another try.</summary>
    public static bool IsOutage(Exception? failure) =>
        Chain(failure).Any(e => e is HttpRequestException or SocketException or TimeoutException or TaskCanceledException
            || e.Message.StartsWith("IDX20803", StringComparison.Ordinal) || e.Message.StartsWith("IDX20804", StringComparison.Ordinal) || e.Message.StartsWith("IDX20807", StringComparison.Ordinal));

    /// <summary>For the log: what went wrong in one line, the cause first, without line breaks of others.</summary>
    public static string Explain(Exception? failure)
    {
        var text = string.Join(" -> ", Chain(failure).Select(e => e.Message).Reverse().Distinct());
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length > LongestLine ? line[..LongestLine] : line;
    }

    private static IEnumerable<Exception> Chain(Exception? failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }
}
