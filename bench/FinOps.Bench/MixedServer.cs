using System.Diagnostics;
using System.Globalization;

namespace FinOps.Bench;

/// <summary>The real program as a process of its own in an empty folder.</summary>
internal sealed class MixedServer(MixedPlan plan, string folder) : IDisposable
{
    private Process? process;

    public string Database => Path.Combine(folder, "data", "finops.db");

    /// <summary>The process that runs now; 0 while none does.</summary>
    public int Pid => process?.Id ?? 0;

    /// <summary>Resident memory in MiB; 0 while it does not run.</summary>
    public long MemoryMiB
    {
        get
        {
            try
            {
                return process is { HasExited: false }
                    ? long.Parse(File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024
                    : 0;
            }
            catch (Exception gone) when (gone is IOException or InvalidOperationException)
            {
                return 0;
            }
        }
    }

    /// <summary>Runs a command to its end and returns what it printed.</summary>
    public async Task<string> RunAsync(params string[] args)
    {
        using var command = Start(args);
        var errors = command.StandardError.ReadToEndAsync();
        var output = await command.StandardOutput.ReadToEndAsync();
        await command.WaitForExitAsync();
        await Console.Error.WriteAsync(command.ExitCode == 0 ? "" : await errors);
        return output.Trim();
    }

    public async Task StartAsync()
    {
        process?.Dispose();
        process = Start("--urls", plan.Address.ToString(), "--Logging:LogLevel:Default=Warning", "--Shutdown:NotReadySeconds=0");
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync();
        }
        while (line is not null && !line.StartsWith("FinOps is ready", StringComparison.Ordinal));
        _ = process.StandardOutput.ReadToEndAsync();
        _ = Task.Run(async () => await Console.Error.WriteAsync(await process.StandardError.ReadToEndAsync()));
    }

    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
        }

        process?.Dispose();
    }

    private Process Start(params string[] args) => Process.Start(new ProcessStartInfo("dotnet", [plan.App, .. args])
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["DOTNET_ENVIRONMENT"] = "Development" },
    })!;
}
