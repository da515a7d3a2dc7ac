using FinOps.Core.Imports;

namespace FinOps.Tests.Imports;

public sealed class FaultMarkTests
{
    [Theory]
    [InlineData("""{"a":1, "input_tokens" : -5,"b":2}""", "input_tokens", null, "-5")]
    [InlineData("""{"model":"gpt \"4\"","x":1}""", "model", null, "\"gpt \\\"4\\\"\"")]
    [InlineData("""{"layers":{"tool_tokens":7}}""", "layers.tool_tokens", null, "7")]
    [InlineData("""{"layers":{"tool_tokens":7}}""", "layers", null, """{"tool_tokens":7}""")]
    [InlineData("a;\"x;y\";many", "input_tokens", "id;name;input_tokens", "many")]
    [InlineData("1,2", "layers.tool_tokens", "id,tool_tokens", "2")]
    [InlineData("""{"a":1}""", "input_tokens", null, null)]
    [InlineData("1,2", "", "a,b", null)]
    public void Find_UnderlinesTheValueAtFault(string raw, string field, string? header, string? expected)
    {
        var mark = FaultMark.Find(raw, field, header, null);

        Assert.Equal(expected, mark is { } m ? raw.Substring(m.Start, m.Length) : null);
    }

    [Fact]
    public void Find_InAMappedLog_KnowsTheColumnsOfTheProfile()
    {
        var mapping = new MappingDefinition { Time = new MappingTime { Column = "when" }, Fields = [new() { Field = "input_tokens", Columns = ["in"] }] };

        Assert.Equal((0, 4), FaultMark.Find("soon,x", "timestamp", "when,in", mapping));
        Assert.Equal((5, 1), FaultMark.Find("soon,x", "input_tokens", "when,in", mapping));
    }
}
