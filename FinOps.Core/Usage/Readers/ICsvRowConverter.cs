using System.Text.Json;

namespace FinOps.Core.Usage.Readers;

/// <summary>Turns one row of CSV into one canonical JSON object.</summary>
internal interface ICsvRowConverter
{
    /// <summary>Writes the object. A fault means that the row is no record; what was written is then dropped.</summary>
    UsageFault? Convert(CsvRows row, Utf8JsonWriter writer);
}
