namespace FinOps.Core.Access;

/// <summary>What an API key opens.</summary>
public static class ApiScope
{
    /// <summary>Send usage.</summary>
    public const string Ingest = "ingest";

    /// <summary>Read costs.</summary>
    public const string Read = "read";

    /// <summary>Ask for admission before a call and settle it afterwards.</summary>
    public const string Reserve = "reserve";

    /// <summary>Change settings.</summary>
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [Ingest, Read, Reserve, Admin];

    /// <summary>What a scope opens, in a few words.</summary>
    public static string Explain(string scope) => scope switch
    {
        Ingest => "send usage",
        Read => "read costs, records and prices",
        Reserve => "ask for admission before a call, and settle it",
        Admin => "change settings",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "There is no such scope."),
    };

    /// <summary>What a key with these scopes may do.</summary>
    public static IReadOnlySet<Permission> PermissionsOf(IEnumerable<string> scopes)
    {
        var permissions = new HashSet<Permission>();
        foreach (var scope in scopes)
        {
            permissions.UnionWith(scope switch
            {
                Read => [Permission.ViewCosts],
                Admin => Enum.GetValues<Permission>(),
                _ => [],
            });
        }

        return permissions;
    }
}
