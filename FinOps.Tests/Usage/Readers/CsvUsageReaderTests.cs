using System.Globalization;
using System.Text;
using FinOps.Core.Usage.Readers;

namespace FinOps.Tests.Usage.Readers;

public sealed class CsvUsageReaderTests
{
    private const string Header = "timestamp,request_id,provider,model,input_tokens,output_tokens\n";

    [Fact]
    public void CanonicalCsv_WithEveryKindOfColumn_BecomesTypedJson()
    {
        var log = Log.Csv(
            "timestamp,provider,model,input_tokens,output_tokens,batch,cost_usd,layers.prompt_tokens,tool_tokens,tags,tags.region,latency_ms,user_id\n"
            + "2026-01-02T03:04:05Z,openai,gpt-4o,100,20.0,TRUE,0.0135,60,,\"{\"\"team\"\":\"\"a\"\"}\",eu,,\n");

        var json = Assert.Single(log.Lines).Json;
        Assert.Equal(
            """{"timestamp":"2026-01-02T03:04:05Z","provider":"openai","model":"gpt-4o","input_tokens":100,"output_tokens":20,"batch":true,"cost_usd":0.0135,"layers":{"prompt_tokens":60},"tags":{"team":"a","region":"eu"}}""",
            json.GetRawText());
        Assert.Empty(log.Rejected);
    }

    [Fact]
    public void CanonicalCsv_WithUnknownColumn_PassesItOnAsText()
    {
        var log = Log.Csv(Header.TrimEnd() + ",mood\n2026-01-01T00:00:00Z,r1,p,m,1,1,7\n");

        Assert.Equal("7", log.Lines[0].Json.GetProperty("mood").GetString());
    }

    [Theory]
    [InlineData("\uFEFF", ",", "\n")]
    [InlineData("", ";", "\r\n")]
    [InlineData("", "\t", "\n")]
    [InlineData("\uFEFF", "|", "\r\n")]
    [InlineData("sep=;\r\n", ";", "\r\n")]
    public void Csv_InAnyDialect_GivesTheSameRows(string prefix, string delimiter, string lineBreak)
    {
        var text = (Header + "2026-01-01T00:00:00Z,r1,p,m,1,1\n\n2026-01-01T00:00:00Z,\"r\"\"2\",p,m,1,1\n").Replace(",", delimiter).Replace("\n", lineBreak);

        var log = Log.Csv(prefix + text);

        Assert.Equal(["r1", "r\"2"], log.RequestIds);
        Assert.Equal(Encoding.UTF8.GetByteCount(prefix + text), log.EndOffset);
    }

    [Fact]
    public void QuotedCell_WithDelimiterAndLineBreaks_IsOneCellAndCountsItsLines()
    {
        var log = Log.Csv(Header + "2026-01-01T00:00:00Z,\"a,\r\nb\nc\",p,m,1,1\n2026-01-01T00:00:00Z,r2,p,m,1,1\n");

        Assert.Equal(["a,\r\nb\nc", "r2"], log.RequestIds);
        Assert.Equal([2, 5], log.Lines.Select(line => line.Line));
    }

    [Fact]
    public void HostileRows_GoToQuarantineWithLineAndReason_AndGoodRowsAreKept()
    {
        var bytes = Encoding.UTF8.GetBytes(Header
            + "2026-01-01T00:00:00Z,r2,p,m,1\n"
            + "2026-01-01T00:00:00Z,r3,p,m,1,1,1\n"
            + "2026-01-01T00:00:00Z,r\04,p,m,1,1\n"
            + "2026-01-01T00:00:00Z,r#5,p,m,1,1\n"
            + "2026-01-01T00:00:00Z,r6,p,m,many,1\n"
            + "2026-01-01T00:00:00Z,r7,p,m,1.5,1\n"
            + "2026-01-01T00:00:00Z,\"r8\"x,p,m,1,1\n"
            + "2026-01-01T00:00:00Z,r9 é �,p,m,1,1\n"
            + "2026-01-01T00:00:00Z,\"r10,p,m,1,1\n"
            + "2026-01-01T00:00:00Z,r11,p,m,1,1\n");
        bytes[Array.IndexOf(bytes, (byte)'#')] = 0xC3;

        var log = Log.Csv(bytes);

        Assert.Equal(["r9 é �", "r11"], log.RequestIds);
        Assert.Equal(
            ["2:ragged_row", "3:ragged_row", "4:control_character", "5:invalid_utf8", "6:wrong_type", "7:wrong_type", "8:broken_quotes", "10:broken_quotes"],
            log.Reasons);
        Assert.Equal("input_tokens", log.Rejected[4].Fault.Field);
        Assert.Contains("\"many\"", log.Rejected[4].Fault.Message, StringComparison.Ordinal);
        Assert.Equal("2026-01-01T00:00:00Z,r6,p,m,many,1", log.Rejected[4].Raw);
    }

    [Theory]
    [InlineData(false, 1024 * 1024 + 1)]
    [InlineData(true, 1024 * 1024 + 1)]
    [InlineData(false, 10 * 1024 * 1024)]
    [InlineData(true, 10 * 1024 * 1024)]
    public void RowOverOneMebibyte_IsSetAside_AndReadingGoesOn(bool isQuoted, int size)
    {
        var quote = isQuoted ? "\"" : "";
        var log = Log.Csv(Header
            + "2026-01-01T00:00:00Z,r2,p,m,1,1\n2026-01-01T00:00:00Z," + quote + new string('x', size) + quote + ",p,m,1,1\n2026-01-01T00:00:00Z,r4,p,m,1,1");

        Assert.Equal(["r2", "r4"], log.RequestIds);
        Assert.Equal(["3:line_too_long"], log.Reasons);
        Assert.Equal(4096, log.Rejected[0].Raw.Length);
    }

    [Fact]
    public void QuoteThatIsNeverClosed_CostsOneLineOnly()
    {
        var text = new StringBuilder(Header).Append("2026-01-01T00:00:00Z,\"r2,p,m,1,1\n");
        for (var i = 3; i < 40_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"2026-01-01T00:00:00Z,r{i},p,m,1,1\n");
        }

        var log = Log.Csv(text.ToString());

        Assert.Equal(["2:line_too_long"], log.Reasons);
        Assert.Equal(39_997, log.Lines.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Resume_AtAnyCommittedRow_GivesTheRestWithTheSameLineNumbers(int committed)
    {
        var text = "\uFEFF" + Header.Replace("\n", "\r\n")
            + "2026-01-01T00:00:00Z,größe,p,m,1,1\r\n2026-01-01T00:00:00Z,\"a\r\nb\",p,m,1,1\r\n\r\n2026-01-01T00:00:00Z,r6,p,m,1,1\r\n2026-01-01T00:00:00Z,r7,p,m,1,1";
        var whole = Log.Csv(text);
        using var first = new CsvUsageReader(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        var batch = new FinOps.Core.Usage.UsageBatch(committed, 1024 * 1024);
        first.Fill(batch, CancellationToken.None);

        var rest = Log.Csv(text, new CsvReadOptions { ResumeOffset = batch.EndOffset, ResumeLine = batch.EndLine });

        Assert.Equal(4, whole.Lines.Count);
        Assert.Equal(whole.RequestIds[committed..], rest.RequestIds);
        Assert.Equal(whole.Lines.Skip(committed).Select(line => line.Line), rest.Lines.Select(line => line.Line));
        Assert.Equal(whole.EndOffset, rest.EndOffset);
    }

    [Fact]
    public void GrowingLog_GivesOnlyWholeRows_AndTheRestWhenItCame()
    {
        var start = Header + "2026-01-01T00:00:00Z,r1,p,m,1,1\n2026-01-01T00:00:00Z,r2,p,m,1,1";
        var early = Log.Csv(start, new CsvReadOptions { IsFinal = false });
        var late = Log.Csv(start + "7\n", new CsvReadOptions { IsFinal = false, ResumeOffset = early.EndOffset, ResumeLine = early.EndLine });

        Assert.Equal(["r1"], early.RequestIds);
        Assert.Equal(["r2"], late.RequestIds);
        Assert.Equal(17, late.Lines[0].Json.GetProperty("output_tokens").GetInt32());
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("timestamp,request_id,prov", false)]
    [InlineData("", true)]
    [InlineData("\r\n\r\n", true)]
    public void LogWithoutHeaderYet_GivesNothing(string text, bool isFinal) =>
        Assert.Empty(Log.Csv(text, new CsvReadOptions { IsFinal = isFinal }).Lines);

    [Fact]
    public void ForeignHeader_IsRefusedWithTheCure()
    {
        var fault = Assert.Throws<UnreadableLogException>(() => Log.Csv("when,tokens\n1,2\n"));

        Assert.Contains("timestamp, provider, model, input_tokens, output_tokens", fault.Message, StringComparison.Ordinal);
        Assert.Contains("mapping profile", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Utf16_IsRefusedWithTheCure() =>
        Assert.Contains("UTF-8", Assert.Throws<UnreadableLogException>(() => Log.Csv(Encoding.Unicode.GetPreamble())).Message, StringComparison.Ordinal);
}
