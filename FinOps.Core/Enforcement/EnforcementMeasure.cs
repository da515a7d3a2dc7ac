namespace FinOps.Core.Enforcement;

/// <summary>What a measure does to calls. The numbers are stored.</summary>
public enum MeasureKind
{
    /// <summary>Calls are admitted and told to use a cheaper model.</summary>
    Degrade = 1,

    /// <summary>Calls are admitted at a part of their rate.</summary>
    Tighten = 2,

    /// <summary>Calls are denied.</summary>
    Pause = 3,
}

/// <summary>What put a measure in force. The numbers are stored.</summary>
public enum MeasureSource
{
    Person = 1,
    Incident = 2,
    Rule = 3,
}

/// <summary>Something that is done to the calls of a scope until it is lifted or its time is over. Rows are kept as history.</summary>
public sealed class EnforcementMeasure
{
    public int Id { get; set; }
    public MeasureKind Kind { get; set; }
    public MeasureSource Source { get; set; }

    /// <summary>The keys of the calls that are meant; null means any.</summary>
    public string? Tenant { get; set; }
    public string? Feature { get; set; }
    public string? User { get; set; }
    public string? Model { get; set; }

    /// <summary>For <see cref="MeasureKind.Tighten"/>: the part of the rate that stays, in percent.</summary>
    public int Percent { get; set; }

    /// <summary>For <see cref="MeasureKind.Degrade"/>: the model to use instead; empty leaves the choice to the caller.</summary>
    public string DegradeTo { get; set; } = "";
    public string Reason { get; set; } = "";

    /// <summary>The incident it answers, if there is one.</summary>
    public string? Incident { get; set; }

    /// <summary>Who put it in force: the stable identity, and the name shown at the time.</summary>
    public string BySubject { get; set; } = "";
    public string By { get; set; } = "";
    public long SinceMicros { get; set; }

    /// <summary>First instant at which it no longer holds; null while open.</summary>
    public long? UntilMicros { get; set; }
    public long? LiftedAtMicros { get; set; }
    public string? LiftedBy { get; set; }
    public string? LiftReason { get; set; }
    public int Version { get; set; }

    public EnforcementScope Scope => new(Tenant, Feature, User, Model);

    /// <summary>Whether it holds at an instant; no job is needed for it to end.</summary>
    public bool HoldsAt(long nowMicros) => LiftedAtMicros is null && (UntilMicros is null || nowMicros < UntilMicros);
}
