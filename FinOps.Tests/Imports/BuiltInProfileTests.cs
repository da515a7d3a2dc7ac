using FinOps.Core.Imports;
using FinOps.Core.Usage.Readers;
using FinOps.Tests.Usage.Readers;

namespace FinOps.Tests.Imports;

/// <summary>The shipped profiles read the real logs whole.</summary>
public sealed class BuiltInProfileTests
{
    [SharedDataFact("traces/azure-conversations.csv")]
    public void AzureConversations_AreReadWhole()
    {
        var log = Read("azure-conversations");

        Assert.Empty(log.Rejected);
        Assert.Equal(19_366, log.Lines.Count);
        Assert.Equal("2023-11-16T18:15:46.68059Z", log.Lines[0].Json.GetProperty("timestamp").GetString());
        Assert.Equal((374, 44), (Number(log, 0, "input_tokens"), Number(log, 0, "output_tokens")));
        Assert.Equal(719_188, log.EndOffset);
    }

    [SharedDataFact("traces/coding-agent-sessions.csv")]
    public void CodingAgentSessions_AreReadWhole_EachCallWithItsOwnId()
    {
        var log = Read("coding-agent-sessions");

        Assert.Empty(log.Rejected);
        Assert.Equal(24_665, log.RequestIds.Distinct().Count());
        Assert.Equal(24_665, log.Lines.Count);
        Assert.Equal("2026-02-16T09:00:09Z", log.Lines[1].Json.GetProperty("timestamp").GetString());
        Assert.Equal(15_808, Number(log, 1, "cached_input_tokens"));
        Assert.Equal(3_360, Number(log, 1, "latency_ms"));
        Assert.Equal(3, log.Lines.Count(line => !line.Json.TryGetProperty("layers", out _)));
    }

    private static int Number(ReadLog log, int index, string field) => log.Lines[index].Json.GetProperty(field).GetInt32();

    private static ReadLog Read(string profile)
    {
        var json = BuiltInProfiles.All().Single(built => built.Name == profile).DefinitionJson;
        var options = new CsvReadOptions { Mapping = MappingDefinition.Parse(json).Definition };
        return Log.ReadAll(new CsvUsageReader(File.OpenRead(SharedData.Find($"traces/{profile}.csv")!), options), 1000);
    }
}
