using System.Text.Json;
using FinOps.Core.Imports;
using FinOps.Core.Usage.Readers;

namespace FinOps.Tests.Usage.Readers;

/// <summary>A CSV may hold the provider's own usage object in a cell.</summary>
public sealed class CsvRawUsageTests
{
    [Fact]
    public void Csv_WithUsageCell_NeedsNoCounts()
    {
        var log = Log.Csv("timestamp,provider,model,usage,host_scope\n2026-10-01T00:00:00Z,openai,gpt-4o,\"{\"\"prompt_tokens\"\":5,\n\"\"completion_tokens\"\":6}\",eu\n2026-10-01T00:00:00Z,openai,gpt-4o,{nonsense,\n");

        var line = Assert.Single(log.Lines);
        Assert.Equal(5, line.Json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal("eu", line.Json.GetProperty("host_scope").GetString());
        Assert.Equal(["4:wrong_type"], log.Reasons);
    }

    [Fact]
    public void Csv_WithMappedUsage_NeedsNoCounts()
    {
        var mapping = new MappingDefinition
        {
            Time = new MappingTime { Column = "at" },
            Fields =
            [
                new MappingRule { Field = "provider", From = MappingSource.Constant, Text = "openai" },
                new MappingRule { Field = "model", Columns = ["m"] },
                new MappingRule { Field = "usage", Columns = ["raw"] },
                new MappingRule { Field = "input_audio_tokens", Columns = ["audio"] },
            ],
        };

        var log = Log.Csv("at,m,raw,audio\n2026-10-01T00:00:00Z,gpt-4o,\"{\"\"prompt_tokens\"\":5}\",3\n", new CsvReadOptions { Mapping = mapping });

        var line = Assert.Single(log.Lines).Json;
        Assert.Equal(JsonValueKind.Object, line.GetProperty("usage").ValueKind);
        Assert.Equal(3, line.GetProperty("input_audio_tokens").GetInt32());
    }
}
