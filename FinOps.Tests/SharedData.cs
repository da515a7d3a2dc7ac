namespace FinOps.Tests;

/// <summary>Real data beside the working copy; tests that need it are skipped where it is absent.</summary>
internal static class SharedData
{
    /// <summary>Full path of a file, or null when it is not there.</summary>
    public static string? Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}

/// <summary>A test that needs a file of the shared data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string name)
    {
        if (SharedData.Find(name) is null)
        {
            Skip = $"../shared/data/{name} is not on this machine.";
        }
    }
}
