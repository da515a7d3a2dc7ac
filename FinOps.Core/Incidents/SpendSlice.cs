using FinOps.Core.Anomalies;

namespace FinOps.Core.Incidents;

/// <summary>What all scopes of a chunk spent in one hour or day. Lying by time, a minute's news touches a few rows, and a whole past is read in one go.</summary>
public sealed class SpendSlice
{
    public int Chunk { get; set; }
    public SeriesGrain Grain { get; set; }

    /// <summary>Hours or days since the epoch.</summary>
    public int Period { get; set; }

    /// <summary>Spend that arrived while its hour was new, by scope; see <see cref="SliceCodec"/>.</summary>
    public byte[] Live { get; set; } = [];

    /// <summary>Spend that arrived long after its hour: history, or a backfill.</summary>
    public byte[] Late { get; set; } = [];
}

/// <summary>The newest scores of the scopes of a chunk, for columns and chips.</summary>
public sealed class ScoreSlice
{
    public int Chunk { get; set; }

    /// <summary>The highest z_eq of the newest hours and of the day so far, in hundredths, by scope; see <see cref="SliceCodec"/>.</summary>
    public byte[] Scores { get; set; } = [];
    public long AtMicros { get; set; }
}

/// <summary>How far scoring has come. One row; who moves its version is the scorer, whatever the number of processes.</summary>
public sealed class ScoringMark
{
    public int Id { get; set; }

    /// <summary>Usage up to this record is in the slices. Ids of records rise in the order of their commits.</summary>
    public long ThroughRecordId { get; set; }

    /// <summary>The newest whole hour for which all scopes were scored, in hours since the epoch.</summary>
    public int ScoredHour { get; set; }
    public long Version { get; set; }
    public long ChangedAtMicros { get; set; }
}
