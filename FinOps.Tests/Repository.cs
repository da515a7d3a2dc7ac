namespace FinOps.Tests;

/// <summary>The working copy that the tests run from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Source files of a kind, without what is generated; paths are relative to <see cref="Root"/>.</summary>
    public static IEnumerable<string> Sources(params string[] endings) =>
        from folder in new[] { "FinOps.Core", "FinOps.Jobs", "FinOps.Web", "FinOps.Tests", "bench" }
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where endings.Any(e => path.EndsWith(e, StringComparison.Ordinal))
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/Migrations/", StringComparison.Ordinal)
        select path;

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FinOps.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests must run from inside the working copy.");
        }

        return folder.FullName;
    }
}
