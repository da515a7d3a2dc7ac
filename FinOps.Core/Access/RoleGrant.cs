namespace FinOps.Core.Access;

/// <summary>A role that was given to one person in this console or by command.</summary>
public sealed class RoleGrant
{
    public int Id { get; set; }
    public int PersonId { get; set; }
    public string Role { get; set; } = "";

    /// <summary>The tenants it holds for, as a JSON array of keys; null means all.</summary>
    public string? Tenants { get; set; }
    public string Reason { get; set; } = "";
    public string GrantedBy { get; set; } = "";
    public long GrantedAtMicros { get; set; }

    /// <summary>First instant at which it no longer holds; null while open.</summary>
    public long? UntilMicros { get; set; }
    public long? RevokedAtMicros { get; set; }
    public string? RevokedBy { get; set; }
    public string? RevokeReason { get; set; }
}

/// <summary>A role for everyone whose provider says a value of them, such as a group; made in this console. Settings can hold more of them.</summary>
public sealed class RoleMapping
{
    public int Id { get; set; }

    /// <summary>Compared letter by letter: case and spaces count.</summary>
    public string ClaimValue { get; set; } = "";
    public string Role { get; set; } = "";

    /// <inheritdoc cref="RoleGrant.Tenants"/>
    public string? Tenants { get; set; }
    public string Reason { get; set; } = "";
    public string CreatedBy { get; set; } = "";
    public long CreatedAtMicros { get; set; }
    public long? RemovedAtMicros { get; set; }
    public string? RemovedBy { get; set; }
    public string? RemoveReason { get; set; }
}

/// <summary>A role of this installation, beside the built-in ones.</summary>
public sealed class CustomRole
{
    public int Id { get; set; }
    public string Name { get; set; } = "";
    public string Explanation { get; set; } = "";

    /// <summary>Names of <see cref="Permission"/>, comma-separated; a name that is unknown here gives nothing.</summary>
    public string Permissions { get; set; } = "";

    /// <summary>Counts the changes; the next change must name it.</summary>
    public int Version { get; set; }
    public string UpdatedBy { get; set; } = "";
    public long UpdatedAtMicros { get; set; }

    public Role ToRole() => new(Name, Explanation, new HashSet<Permission>(Permissions.Split(',').Select(Access.Permissions.Find).OfType<Permission>())) { IsCustom = true };
}

/// <summary>One row that moves with every change of who may do what, so that other processes notice.</summary>
public sealed class AccessVersion
{
    public int Id { get; set; } = 1;
    public long Version { get; set; }
}
