using FinOps.Core.Imports;
using FinOps.Core.Usage.Readers;
using FinOps.Tests.Usage.Readers;

namespace FinOps.Tests.Imports;

public sealed class MappingTests
{
    private static readonly MappingRule[] Basics =
    [
        new() { Field = "provider", From = MappingSource.Constant, Text = "openai" },
        new() { Field = "model", From = MappingSource.Constant, Text = "gpt-4o" },
        new() { Field = "input_tokens", Columns = ["in"] },
        new() { Field = "output_tokens", From = MappingSource.Constant, Text = "5" },
    ];

    [Theory]
    [InlineData("UTC", "2026-01-02 03:04:05.1234567", "2026-01-02T03:04:05.1234567Z")]
    [InlineData("Europe/Berlin", "2026-01-15 12:00:00", "2026-01-15T11:00:00Z")]
    [InlineData("Europe/Berlin", "2026-07-15T12:00:00", "2026-07-15T10:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25 02:30:00", "2026-10-25T00:30:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29 02:30:00", "2026-03-29T01:30:00Z")]
    [InlineData("America/New_York", "2026-11-01 01:30:00", "2026-11-01T05:30:00Z")]
    [InlineData("Europe/Berlin", "2026-07-15T12:00:00Z", "2026-07-15T12:00:00Z")]
    [InlineData("Europe/Berlin", "2026-07-15T12:00:00.123456789-05:00", "2026-07-15T17:00:00.1234567Z")]
    public void Clock_InItsZone_BecomesUtc(string zone, string text, string expected) =>
        Assert.Equal(expected, TimeOf(new MappingTime { Column = "at", Zone = zone }, text));

    [Fact]
    public void Clock_WithFormat_ReadsExactlyThatFormat()
    {
        var time = new MappingTime { Column = "at", Format = "dd.MM.yyyy HH:mm", Zone = "Europe/Berlin" };

        Assert.Equal("2026-02-01T11:30:00Z", TimeOf(time, "01.02.2026 12:30"));
        Assert.Equal(["2:unknown_time"], Read(time, "2026-02-01 12:30").Reasons);
    }

    [Theory]
    [InlineData("s", "1767323045.5", "2026-01-02T03:04:05.5Z")]
    [InlineData("ms", "1767323045123", "2026-01-02T03:04:05.123Z")]
    [InlineData("us", "1767323045123456", "2026-01-02T03:04:05.123456Z")]
    [InlineData("ns", "1767323045123456789", "2026-01-02T03:04:05.1234567Z")]
    public void UnixTime_InAnyUnit_BecomesUtc(string unit, string text, string expected) =>
        Assert.Equal(expected, TimeOf(new MappingTime { Kind = MappingTimeKind.Unix, Column = "at", Unit = unit }, text));

    [Fact]
    public void Offset_CountsFromTheStart()
    {
        var time = new MappingTime { Kind = MappingTimeKind.Offset, Column = "at", Start = "2026-02-16T10:00:00+01:00" };

        Assert.Equal("2026-02-16T09:01:30.25Z", TimeOf(time, "90.25"));
        Assert.Equal(["2:unknown_time"], Read(time, "1e30").Reasons);
    }

    [Fact]
    public void Rules_ComposeScaleAddSubtractAndTranslate()
    {
        var definition = new MappingDefinition
        {
            Time = new MappingTime { Column = "at" },
            Fields =
            [
                new() { Field = "provider", From = MappingSource.Constant, Text = "openai" },
                new() { Field = "model", Columns = ["m"], Values = new Dictionary<string, string> { ["4o"] = "gpt-4o", ["*"] = "other" } },
                new() { Field = "input_tokens", From = MappingSource.Sum, Columns = ["fresh", "cached"] },
                new() { Field = "cached_input_tokens", Columns = ["cached"] },
                new() { Field = "output_tokens", From = MappingSource.Difference, Columns = ["total", "fresh", "cached"] },
                new() { Field = "latency_ms", Columns = ["sec"], Factor = 1000 },
                new() { Field = "cost_usd", Columns = ["cents"], Factor = 0.01m },
                new() { Field = "request_id", From = MappingSource.Template, Text = "{m}/{{{#line}}}" },
                new() { Field = "team", Columns = ["team"], Default = "core" },
                new() { Field = "tags.zone", Columns = ["team"] },
            ],
        };
        var log = Log.Csv("at,m,fresh,cached,total,sec,cents,team\n2026-01-01T00:00:00Z,4o,100,20,150,5.2345,1.35,\n2026-01-01T00:00:01Z,x,,7,10,,,ops\n", new CsvReadOptions { Mapping = definition });

        Assert.Equal(
            """{"timestamp":"2026-01-01T00:00:00Z","provider":"openai","model":"gpt-4o","input_tokens":120,"cached_input_tokens":20,"output_tokens":30,"latency_ms":5234,"cost_usd":0.0135,"request_id":"4o/{2}","team":"core","tags":{}}""",
            log.Lines[0].Json.GetRawText());
        Assert.Equal(
            """{"timestamp":"2026-01-01T00:00:01Z","provider":"openai","model":"other","input_tokens":7,"cached_input_tokens":7,"output_tokens":3,"request_id":"x/{3}","team":"ops","tags":{"zone":"ops"}}""",
            log.Lines[1].Json.GetRawText());
    }

    [Fact]
    public void DecimalComma_IsReadAsPoint()
    {
        var definition = new MappingDefinition
        {
            Delimiter = ';', DecimalComma = true, Time = new MappingTime { Column = "at" },
            Fields = [.. Basics, new() { Field = "cost_usd", Columns = ["eur"], Factor = 2 }],
        };

        var log = Log.Csv("at;in;eur\n2026-01-01T00:00:00Z;7;0,25\n", new CsvReadOptions { Mapping = definition });

        Assert.Equal(0.5m, log.Lines[0].Json.GetProperty("cost_usd").GetDecimal());
    }

    [Theory]
    [InlineData(MappingLayerRule.Unsplit, false)]
    [InlineData(MappingLayerRule.Reject, true)]
    public void LayersOverInput_AreLeftOutOrLeftToTheParser(MappingLayerRule rule, bool hasLayers)
    {
        var definition = new MappingDefinition
        {
            Time = new MappingTime { Column = "at" }, LayersOverInput = rule,
            Fields = [.. Basics, new() { Field = "prompt_tokens", Columns = ["sys"] }],
        };

        var log = Log.Csv("at,in,sys\n2026-01-01T00:00:00Z,10,11\n2026-01-01T00:00:00Z,11,11\n", new CsvReadOptions { Mapping = definition });

        Assert.Equal(hasLayers, log.Lines[0].Json.TryGetProperty("layers", out _));
        Assert.Equal(11, log.Lines[1].Json.GetProperty("layers").GetProperty("prompt_tokens").GetInt32());
    }

    [Fact]
    public void Cells_ThatAreNoNumbers_NameFieldAndText()
    {
        var log = Log.Csv("at,in\n2026-01-01T00:00:00Z,n/a\n", new CsvReadOptions { Mapping = new MappingDefinition { Time = new MappingTime { Column = "at" }, Fields = Basics } });

        Assert.Equal(("input_tokens", "wrong_type"), (log.Rejected[0].Fault.Field, log.Rejected[0].Fault.Reason));
        Assert.Contains("\"n/a\"", log.Rejected[0].Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_ReportsAllFaultsEachAtItsSetting()
    {
        var definition = new MappingDefinition
        {
            Delimiter = 'x',
            Time = new MappingTime { Column = "at", Zone = "Mars/Olympus", Format = "HH:mm" },
            Fields =
            [
                new() { Field = "provider", From = MappingSource.Constant },
                new() { Field = "model", Columns = ["m", "n"] },
                new() { Field = "input_tokens", From = MappingSource.Sum, Columns = ["a"] },
                new() { Field = "input_tokens", Columns = ["gone"] },
                new() { Field = "route", Columns = ["a"], Factor = 2 },
                new() { Field = "request_id", From = MappingSource.Template, Text = "{a" },
                new() { Field = "price", Columns = ["a"] },
                new() { Field = "latency_ms", Columns = ["a"], Factor = 0, Default = "soon" },
            ],
        };

        var paths = MappingValidator.Validate(definition, ["at", "a", "m", "n"]).Select(fault => fault.Path).ToHashSet();

        Assert.Equal(
            [
                "delimiter", "fields", "fields[0].text", "fields[1].columns", "fields[2].columns", "fields[3].columns", "fields[3].field",
                "fields[4].factor", "fields[5].text", "fields[6].field", "fields[7].default", "fields[7].factor", "time.format", "time.zone",
            ],
            paths.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Parse_OfAMisspelledSetting_SaysSo()
    {
        var (definition, fault) = MappingDefinition.Parse("""{"feilds":[]}""");

        Assert.Null(definition);
        Assert.Contains("feilds", fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToJson_OfADefinition_IsReadBackEqual()
    {
        foreach (var (name, json) in BuiltInProfiles.All())
        {
            var definition = MappingDefinition.Parse(json).Definition!;
            Assert.Equal(definition.ToJson(), MappingDefinition.Parse(definition.ToJson()).Definition!.ToJson());
            Assert.Empty(MappingValidator.Validate(definition));
            Assert.NotEmpty(name);
        }
    }

    [Fact]
    public void ProfileThatDoesNotFitTheHeader_IsRefusedWithTheCure()
    {
        var fault = Assert.Throws<UnreadableLogException>(() => Read(new MappingTime { Column = "when" }, "x"));

        Assert.Contains("no column \"when\"", fault.Message, StringComparison.Ordinal);
    }

    private static ReadLog Read(MappingTime time, string at) =>
        Log.Csv($"at,in\n{at},7\n", new CsvReadOptions { Mapping = new MappingDefinition { Time = time, Fields = Basics } });

    private static string TimeOf(MappingTime time, string at) =>
        Assert.Single(Read(time, at).Lines).Json.GetProperty("timestamp").GetString()!;
}
