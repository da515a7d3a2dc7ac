using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;

namespace FinOps.Tests.SignIn.Oidc;

/// <summary>
/// The npm package <c>oidc-provider</c> in a process of its own: written by others, so that a misreading of the standard on our side shows.
/// Its packages are installed once from the lock file, into a folder named by that file.
/// </summary>
internal sealed class NodeProvider : IAsyncDisposable
{
    private static readonly string Sources = Path.Combine(Repository.Root, "FinOps.Tests", "SignIn", "Provider");
    private static readonly Lazy<string?> Fault = new(Install);
    private readonly int port;
    private Process? process;

    public NodeProvider()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        port = ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Why the provider cannot run here; null when it can. <c>./test.sh</c> installs Node and npm.</summary>
    public static string? Missing => Fault.Value;

    public string Issuer => $"http://127.0.0.1:{port}";

    public async Task StartAsync(Uri console)
    {
        ArgumentNullException.ThrowIfNull(console);
        process = Start(Node(), [Path.Combine(Sources, "provider.mjs"), port.ToString(System.Globalization.CultureInfo.InvariantCulture), console.ToString().TrimEnd('/'), Modules()]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line == "ready")
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException($"The provider did not start: {await process.StandardError.ReadToEndAsync(patience.Token)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>The one that comes with the browser driver is newer than Debian's.</summary>
    private static string Node()
    {
        var bundled = Path.Combine(AppContext.BaseDirectory, ".playwright", "node", "linux-x64", "node");
        return File.Exists(bundled) ? bundled : "node";
    }

    private static string Modules()
    {
        var name = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(Sources, "package-lock.json"))))[..12];
        return Path.Combine(Path.GetTempPath(), $"finops-test-provider-{Environment.UserName}-{name}");
    }

    private static string? Install()
    {
        var folder = Modules();
        if (Directory.Exists(folder))
        {
            return null;
        }

        var work = folder + "-" + Guid.NewGuid().ToString("N");
        try
        {
            Directory.CreateDirectory(work);
            foreach (var file in new[] { "package.json", "package-lock.json" })
            {
                File.Copy(Path.Combine(Sources, file), Path.Combine(work, file));
            }

            using var npm = Start("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", work]);
            var errors = npm.StandardError.ReadToEndAsync();
            npm.StandardOutput.ReadToEnd();
            npm.WaitForExit();
            if (npm.ExitCode != 0)
            {
                return $"npm ci failed: {errors.GetAwaiter().GetResult()}";
            }

            Directory.Move(work, folder);
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "npm is not installed; ./test.sh installs it.";
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            return null; // another run was faster
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NODE_OPTIONS"] = "";
        var process = Process.Start(start)!;
        return process;
    }
}
