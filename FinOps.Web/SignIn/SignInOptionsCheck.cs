using System.Net;
using Microsoft.Extensions.Options;

namespace FinOps.Web.SignIn;

/// <summary>Refuses to start when local roles could be reached by anyone but the developer on this machine.</summary>
public sealed class SignInOptionsCheck(IHostEnvironment environment, IConfiguration configuration) : IValidateOptions<SignInOptions>
{
    public ValidateOptionsResult Validate(string? name, SignInOptions options)
    {
        var faults = SignInRules.Faults(options).Select(f => $"SignIn:{f.Setting}: {f.What}").ToList();
        if (options.Mode == SignInMode.Local)
        {
            if (!environment.IsDevelopment())
            {
                faults.Add($"SignIn:Mode is Local, which lets anyone pick a role: allowed in the Development environment only, and this is {environment.EnvironmentName}. Set SignIn:Mode to Oidc (docs/sign-in.md).");
            }

            foreach (var address in BoundAddresses(configuration).Where(a => !IsLoopback(a)))
            {
                faults.Add($"SignIn:Mode is Local, which lets anyone pick a role: every address must be loopback (localhost, 127.0.0.1, [::1]), and {address} is not.");
            }
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>Every address that the settings tell the server to listen on.</summary>
    public static IEnumerable<string> BoundAddresses(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>().ToList();
        if (endpoints.Count > 0)
        {
            return endpoints;
        }

        var urls = Split(configuration["urls"]).ToList();
        if (urls.Count > 0)
        {
            return urls;
        }

        // Ports without a host bind to every network card.
        return Split(configuration["http_ports"]).Select(p => $"http://*:{p}").Concat(Split(configuration["https_ports"]).Select(p => $"https://*:{p}"));
    }

    /// <summary>True when only this machine can reach the address.</summary>
    public static bool IsLoopback(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            return false;
        }

        return string.Equals(uri.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }

    private static string[] Split(string? list) => (list ?? "").Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
