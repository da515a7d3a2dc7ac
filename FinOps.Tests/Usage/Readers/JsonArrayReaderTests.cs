namespace FinOps.Tests.Usage.Readers;

public sealed class JsonArrayReaderTests
{
    [Theory]
    [InlineData("[{\"request_id\":\"a\"},{\"request_id\":\"b\",\"layers\":{\"x\":[1]}}]")]
    [InlineData("\uFEFF[\r\n  {\r\n \"request_id\" : \"a\" },\r\n {\"request_id\":\"b\",\r\n \"layers\":\r\n {\"x\":[1]}}\r\n]\r\n")]
    [InlineData("{\"request_id\":\"a\"}\n{\n\"request_id\":\"b\"\n}")]
    public void Array_InAnyLayout_GivesOneLineForEachElement(string text)
    {
        var log = Log.Array(text);

        Assert.Equal(["a", "b"], log.RequestIds);
        Assert.Equal([1, 2], log.Lines.Select(line => line.Line));
        Assert.Empty(log.Rejected);
    }

    [Fact]
    public void BracesAndEscapesInText_DoNotEndTheElement() =>
        Assert.Equal(["}\"{[\\"], Log.Array("""[{"request_id":"}\"{[\\"}]""").RequestIds);

    [Fact]
    public void BrokenElements_AreSetAside_AndReadingGoesOnWithTheNextLine()
    {
        var log = Log.Array("[\n{\"request_id\":\"a\"},\n{\"request_id\":\"b},\n{\"request_id\":\"c\"},\n17,\n{\"request_id\":\"d\"}\n]");

        Assert.Equal(["a", "c", "d"], log.RequestIds);
        Assert.Equal(["2:broken_json", "4:not_an_object"], log.Reasons);
    }

    [Fact]
    public void ElementOverOneMebibyte_IsSetAside_AndReadingGoesOn()
    {
        var log = Log.Array("[{\"request_id\":\"a\"},{\"request_id\":\"" + new string('x', 5_000_000) + "\"}, {\"request_id\":\"c\"}]");

        Assert.Equal(["a", "c"], log.RequestIds);
        Assert.Equal(["2:line_too_long"], log.Reasons);
    }

    [Fact]
    public void ArrayThatIsCutOff_IsReported()
    {
        var log = Log.Array("[{\"request_id\":\"a\"},{\"request_id\":\"b\",");

        Assert.Equal(["a"], log.RequestIds);
        Assert.Equal(["2:broken_json", "3:truncated_log"], log.Reasons);
    }

    [Fact]
    public void Resume_BehindACommittedElement_GivesTheRest()
    {
        const string Text = "[{\"request_id\":\"a\"},{\"request_id\":\"bé\"},{\"request_id\":\"c\"}]";
        var whole = Log.Array(Text);
        var rest = Log.Array(Text, "[{\"request_id\":\"a\"}".Length, 1);

        Assert.Equal(["bé", "c"], rest.RequestIds);
        Assert.Equal([2, 3], rest.Lines.Select(line => line.Line));
        Assert.Equal(whole.EndOffset, rest.EndOffset);
        Assert.Empty(rest.Rejected);
    }
}
