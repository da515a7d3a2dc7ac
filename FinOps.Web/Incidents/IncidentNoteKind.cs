namespace FinOps.Web.Incidents;

/// <summary>What a person says about an incident.</summary>
public enum IncidentNoteKind
{
    Verdict,
    Resolve,
    Assign,
    Comment,
}
