namespace FinOps.Core.Access;

/// <summary>Something that not everyone may do. Core demands it from the actor; the matrix on the page and in the documentation is made of the same rows.</summary>
/// <param name="Page">The page it stands on.</param>
/// <param name="Name">What it does, in a few words.</param>
/// <param name="Needs">The permission.</param>
public sealed record ProtectedAction(string Page, string Name, Permission Needs)
{
    /// <summary>The address, where the action is to look at a page or to download from it; null for a change.</summary>
    public string? Path { get; init; }

    /// <summary>True when a person must have proved who they are within the last minutes; see <see cref="StepUp"/>.</summary>
    public bool NeedsProof { get; init; }

    /// <summary>True when it concerns all tenants, so that a role within some of them does not suffice.</summary>
    public bool ConcernsAll { get; init; }
}
