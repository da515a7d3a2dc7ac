using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Data;

namespace FinOps.Web.Access;

/// <summary>How roles, tenants and effects are written for people.</summary>
public static class AccessText
{
    public static string Tenants(TenantScope tenants)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        return tenants.IsAll ? "all tenants" : string.Join(", ", tenants.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>A role of somebody with where it comes from.</summary>
    public static string Role(HeldRole held)
    {
        ArgumentNullException.ThrowIfNull(held);
        var until = held.Until is { } at ? $", until {Minute(at)}" : "";
        return held.Tenants.IsAll ? $"{held.Role.Name}{until}" : $"{held.Role.Name} of {Tenants(held.Tenants)}{until}";
    }

    public static string Origin(RoleOrigin origin) => origin switch
    {
        RoleOrigin.Grant => "granted here",
        RoleOrigin.Mapping => "by a claim value mapped here",
        RoleOrigin.Setting => "by a claim value mapped in the settings",
        RoleOrigin.Local => "picked on this machine",
    };

    public static string Minute(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static string? Minute(long? micros) => micros is { } at ? Minute(Instants.ToUtc(at)) : null;

    public static string List(IEnumerable<Permission> permissions) => string.Join(", ", permissions.Order().Select(p => p.Text()));

    /// <summary>What giving a role would do, in plain words.</summary>
    public static string Effect(string who, Role? role, TenantScope tenants, DateTime? until)
    {
        if (role is null)
        {
            return "Choose a role to see what it allows.";
        }

        var held = new HeldRole(role, tenants, RoleOrigin.Grant, until);
        var gives = held.Gives.ToList();
        var where = tenants.IsAll ? "for all tenants, those to come included" : tenants.Keys.Count == 0 ? "for no tenant yet" : $"for {Tenants(tenants)} only";
        var leftOut = role.Permissions.Except(gives).ToList();
        return (gives.Count == 0 ? $"{who} gets nothing by this." : $"{who} can then {List(gives)}: {where}, {(until is { } at ? $"until {Minute(at)}" : "without an end")}.")
            + (leftOut.Count == 0 ? "" : $" Left out, because it concerns all tenants: {List(leftOut)}.");
    }

    /// <summary>What a change of a custom role would do to those who have it.</summary>
    public static string Effect(IReadOnlySet<Permission> before, IEnumerable<Permission> after, int people)
    {
        ArgumentNullException.ThrowIfNull(before);
        var now = after.ToList();
        var (more, less) = (now.Except(before).ToList(), before.Except(now).ToList());
        var who = people switch { 0 => "Nobody has this role yet.", 1 => "One person has this role.", _ => $"{people} people have this role." };
        return who + (more.Count == 0 ? "" : $" It gains: {List(more)}.") + (less.Count == 0 ? "" : $" It loses, at once: {List(less)}.");
    }

    /// <summary>What went wrong, where it belongs to no field; null when nothing did.</summary>
    public static string? Problem(AccessEdit edit) => edit switch
    {
        AccessEdit.Refused refused => refused.Message,
        AccessEdit.Conflict conflict => $"{conflict.By} changed it at {Minute(conflict.AtUtc)}. Reload the page and try again.",
        AccessEdit.NotFound => "It is gone already. Reload the page.",
        AccessEdit.Invalid invalid => string.Join(" ", invalid.Faults.Select(f => f.Message)),
        AccessEdit.Unproved unproved => unproved.Proof.Message,
        _ => null,
    };
}
