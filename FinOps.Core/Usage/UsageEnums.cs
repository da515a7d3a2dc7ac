namespace FinOps.Core.Usage;

/// <summary>How a call ended. The numbers are stored.</summary>
public enum UsageStatus : byte
{
    Success = 0,
    Retry = 1,
    Fallback = 2,
    Timeout = 3,
    Error = 4,
}

/// <summary>Who caused a call. The numbers are stored.</summary>
public enum RequestOrigin : byte
{
    Unknown = 0,
    User = 1,
    Scheduled = 2,
    System = 3,
}

/// <summary>Why a record has no cost. The numbers are stored.</summary>
public enum UnpricedReason : byte
{
    /// <summary>The record is priced.</summary>
    None = 0,

    /// <summary>No price row matches the provider and model at all.</summary>
    UnknownModel = 1,

    /// <summary>A price matches the model, but none was in force at the record's time.</summary>
    NoPriceAtTime = 2,

    /// <summary>The price in force has no rate for a token class that the record uses.</summary>
    NoRateForBucket = 3,

    /// <summary>The provider reported no usage, e.g. for a stream without it; no price can help.</summary>
    NoUsage = 4,

    /// <summary>The rates in force make more of the call than an amount can hold, about 9.2 billion USD; a rate must be wrong.</summary>
    CostTooLarge = 5,
}
