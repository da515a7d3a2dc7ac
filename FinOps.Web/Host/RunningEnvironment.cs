namespace FinOps.Web.Host;

/// <summary>Development when started from the sources, production when started from published files, unless told otherwise.</summary>
public static class RunningEnvironment
{
    /// <summary>The environment's name; null when the variables or arguments of ASP.NET Core decide.</summary>
    public static string? Name(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var isTold = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is { Length: > 0 }
            || args.Any(a => a.StartsWith("--environment", StringComparison.OrdinalIgnoreCase));
        return isTold ? null : IsBuildOutput() ? Environments.Development : Environments.Production;
    }

    /// <summary>Only a build, never a publish, leaves this list of assets that still lie among the sources.</summary>
    private static bool IsBuildOutput() => File.Exists(Path.Combine(AppContext.BaseDirectory, "FinOps.Web.staticwebassets.runtime.json"));
}
