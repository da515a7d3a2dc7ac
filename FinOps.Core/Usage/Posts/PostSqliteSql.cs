namespace FinOps.Core.Usage.Posts;

/// <summary>The hand-written statements for the import rows of posts. Parameters are bound by position.</summary>
internal static class PostSqliteSql
{
    public const string Insert =
        "INSERT INTO ImportFile (Source,Kind,State,Name,ApiKeyId,QueuedAtMicros,StartedAtMicros,Posts,SizeBytes,CommittedOffset,CommittedLines,NewRecords,DuplicateRecords,"
        + "QuarantinedLines,RefusedLines,UnpricedRecords,FlaggedRecords,EffectiveCostNanos,IsCancelRequested) VALUES (?,?,?,?,?,?,?,0,0,0,0,0,0,0,0,0,0,0,0) RETURNING Id";

    public const string IsThere = "SELECT 1 FROM ImportFile WHERE Id=?";

    public const string Add =
        "UPDATE ImportFile SET Posts=Posts+?, SizeBytes=SizeBytes+?, CommittedOffset=CommittedOffset+?, CommittedLines=CommittedLines+?, NewRecords=NewRecords+?, "
        + "DuplicateRecords=DuplicateRecords+?, QuarantinedLines=QuarantinedLines+?, RefusedLines=RefusedLines+?, UnpricedRecords=UnpricedRecords+?, "
        + "FlaggedRecords=FlaggedRecords+?, EffectiveCostNanos=EffectiveCostNanos+?, UnknownFields=COALESCE(?,UnknownFields), UpdatedAtMicros=?, FinishedAtMicros=? WHERE Id=?";
}
