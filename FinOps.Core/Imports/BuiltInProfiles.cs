using System.Reflection;

namespace FinOps.Core.Imports;

/// <summary>Mapping profiles that come with the program, the same files as in <c>samples/profiles</c>.</summary>
public static class BuiltInProfiles
{
    private const string Prefix = "profiles/";

    /// <summary>Name and definition of each.</summary>
    public static IEnumerable<(string Name, string DefinitionJson)> All()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (resource[Prefix.Length..], reader.ReadToEnd());
        }
    }
}
