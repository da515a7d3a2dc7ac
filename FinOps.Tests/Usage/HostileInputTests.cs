using System.IO.Compression;
using System.Text;
using FinOps.Core.Imports;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Usage;

/// <summary>Whatever a log holds: good lines get in, each bad one is set aside with where, what and why, and nothing falls over.</summary>
public sealed class HostileInputTests
{
    private const string Head = "\"timestamp\":\"2026-10-14T09:00:00Z\",\"provider\":\"lab\",\"model\":\"even-1\",\"request_id\":\"bad\"";

    public static TheoryData<string, string, string> LinesOfAWrongShape() => new()
    {
        // What the line says, the field at fault, the reason.
        { "{\"timestamp\":", "", "broken_json" },
        { "hello", "", "broken_json" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1}}}}", "", "broken_json" },
        { $"{{{Head},\"input_tokens\":01,\"output_tokens\":1}}", "", "broken_json" },
        { $"{{{Head},\"input_tokens\":NaN,\"output_tokens\":1}}", "", "broken_json" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,}}", "", "broken_json" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1}} {{}}", "", "broken_json" },
        { new string('[', 5_000), "", "" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"tags\":{string.Concat(Enumerable.Repeat("{\"a\":", 200))}1{new string('}', 200)}}}", "", "broken_json" },
        { "42", "", "not_an_object" },
        { "null", "", "not_an_object" },
        { "[]", "", "not_an_object" },
        { "{}", "timestamp", "missing_field" },
        { "{\"timestamp\":\"2026-10-14T09:00:00Z\",\"model\":\"even-1\",\"input_tokens\":1,\"output_tokens\":1}", "provider", "missing_field" },
        { "{\"timestamp\":\"2026-10-14T09:00:00Z\",\"provider\":\"lab\",\"input_tokens\":1,\"output_tokens\":1}", "model", "missing_field" },
        { "{\"timestamp\":\"2026-10-14T09:00:00Z\",\"provider\":\"lab\",\"model\":\"\",\"input_tokens\":1,\"output_tokens\":1}", "model", "missing_field" },
        { $"{{{Head},\"output_tokens\":1}}", "input_tokens", "missing_field" },
        { $"{{{Head},\"input_tokens\":null,\"output_tokens\":1}}", "input_tokens", "missing_field" },
        { $"{{{Head},\"input_tokens\":\"12\",\"output_tokens\":1}}", "input_tokens", "wrong_type" },
        { $"{{{Head},\"input_tokens\":1.5,\"output_tokens\":1}}", "input_tokens", "wrong_type" },
        { $"{{{Head},\"input_tokens\":[1],\"output_tokens\":1}}", "input_tokens", "wrong_type" },
        { $"{{{Head},\"input_tokens\":true,\"output_tokens\":1}}", "input_tokens", "wrong_type" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"tenant_id\":7}}", "tenant_id", "wrong_type" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"tags\":[1]}}", "tags", "wrong_type" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"layers\":3}}", "layers", "wrong_type" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"batch\":\"yes\"}}", "batch", "wrong_type" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"latency_ms\":\"fast\"}}", "latency_ms", "wrong_type" },
    };

    public static TheoryData<string, string, string> LinesOfAWrongMeaning() => new()
    {
        { $"{{{Head},\"input_tokens\":-1,\"output_tokens\":1}}", "input_tokens", "negative_count" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":-9223372036854775808}}", "output_tokens", "negative_count" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"layers\":{{\"tool_tokens\":-3}}}}", "layers.tool_tokens", "negative_count" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"latency_ms\":-3}}", "latency_ms", "negative_count" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"tool_fees_usd\":-0.5}}", "tool_fees_usd", "negative_count" },
        { $"{{{Head},\"input_tokens\":99999999999,\"output_tokens\":1}}", "input_tokens", "absurd_count" },
        { $"{{{Head},\"input_tokens\":1e300,\"output_tokens\":1}}", "input_tokens", "absurd_count" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"tool_fees_usd\":1e12}}", "tool_fees_usd", "absurd_count" },
        { $"{{{Head},\"input_tokens\":10,\"cached_input_tokens\":11,\"output_tokens\":1}}", "cached_input_tokens", "cached_exceeds_input" },
        { $"{{{Head},\"input_tokens\":100000000,\"cached_input_tokens\":100000000,\"cache_write_tokens\":100000000,\"output_tokens\":1}}", "cached_input_tokens", "cached_exceeds_input" },
        { $"{{{Head},\"input_tokens\":10,\"output_tokens\":1,\"reasoning_tokens\":2}}", "reasoning_tokens", "reasoning_exceeds_output" },
        { $"{{{Head},\"input_tokens\":10,\"output_tokens\":1,\"layers\":{{\"prompt_tokens\":6,\"tool_tokens\":5}}}}", "layers", "layers_exceed_input" },
        { "{\"timestamp\":\"yesterday\",\"provider\":\"lab\",\"model\":\"even-1\",\"input_tokens\":1,\"output_tokens\":1}", "timestamp", "unknown_time" },
        { "{\"timestamp\":\"2026-02-30T09:00:00Z\",\"provider\":\"lab\",\"model\":\"even-1\",\"input_tokens\":1,\"output_tokens\":1}", "timestamp", "unknown_time" },
        { "{\"timestamp\":12,\"provider\":\"lab\",\"model\":\"even-1\",\"input_tokens\":1,\"output_tokens\":1}", "timestamp", "unknown_time" },
        { "{\"timestamp\":\"0001-01-01T00:00:00+18:00\",\"provider\":\"lab\",\"model\":\"even-1\",\"input_tokens\":1,\"output_tokens\":1}", "timestamp", "unknown_time" },
        { "{\"timestamp\":\"2031-01-01T00:00:00Z\",\"provider\":\"lab\",\"model\":\"even-1\",\"input_tokens\":1,\"output_tokens\":1}", "timestamp", "far_future" },
        { "{\"timestamp\":\"9999-12-31T23:59:59Z\",\"provider\":\"lab\",\"model\":\"even-1\",\"input_tokens\":1,\"output_tokens\":1}", "timestamp", "far_future" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"tenant_id\":\"a\",\"tenant_id\":\"b\"}}", "tenant_id", "duplicate_key" },
        { $"{{{Head},\"input_tokens\":null,\"input_tokens\":1,\"output_tokens\":1}}", "input_tokens", "duplicate_key" },
        { $"{{{Head},\"input_tokens\":9,\"output_tokens\":1,\"layers\":{{\"prompt_tokens\":6,\"prompt_tokens\":1}}}}", "layers.prompt_tokens", "duplicate_key" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"status\":\"splendid\"}}", "status", "unknown_value" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"tenant_id\":\"{new string('x', 5_000)}\"}}", "tenant_id", "text_too_long" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"tenant_id\":\"a\\u0000b\"}}", "tenant_id", "control_character" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"tenant_id\":\"a\0b\"}}", "", "broken_json" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"tenant_id\":\"\\ud800\"}}", "tenant_id", "" },
        { $"{{{Head},\"input_tokens\":1,\"output_tokens\":1,\"error\":\"\\udc00 \\ud800\"}}", "error", "" },
        { new string('\0', 300), "", "" },
    };

    [Theory]
    [MemberData(nameof(LinesOfAWrongShape))]
    [MemberData(nameof(LinesOfAWrongMeaning))]
    public async Task Import_OneBadLineBetweenGoodOnes_IsSetAsideWithItsReason(string bad, string field, string reason)
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());

        var file = await lab.ImportAsync("usage.ndjson", [new LogLine("good-1").ToJson(), bad, new LogLine("good-2").ToJson()]);

        Assert.Equal((ImportState.Done, 2L, 1L), (file.State, file.NewRecords, file.QuarantinedLines));
        var line = Assert.Single(await lab.ReadAsync(c => c.QuarantinedLines));
        Assert.Equal(2, line.LineNumber);
        Assert.Equal(field, line.Field);
        Assert.Equal(reason.Length == 0 ? line.Reason : reason, line.Reason);
        Assert.NotEmpty(line.Reason);
        Assert.NotEmpty(line.Message);
        Assert.Equal(bad[..Math.Min(bad.Length, QuarantinedLine.MaxRawBytes)].Replace('\0', '\uFFFD'), line.Raw);
    }

    [Fact]
    public async Task Import_AllBadLinesInOneLog_AreAllSetAsideByNumber()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var bad = LinesOfAWrongShape().Concat(LinesOfAWrongMeaning()).Select(row => (string)((object[])row)[0]).ToList();
        var log = bad.SelectMany((b, i) => new[] { new LogLine($"good-{i}").ToJson(), b });

        var file = await lab.ImportAsync("usage.ndjson", log);

        Assert.Equal((ImportState.Done, (long)bad.Count, (long)bad.Count), (file.State, file.NewRecords, file.QuarantinedLines));
        var numbers = (await lab.ReadAsync(c => c.QuarantinedLines)).Select(q => q.LineNumber).Order();
        Assert.Equal(Enumerable.Range(1, bad.Count).Select(i => 2L * i), numbers);
        await CellAudit.AssertCellsMatchRecordsAsync(lab);
    }

    [Fact]
    public async Task Import_InvalidUtf8_IsSetAside()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        byte[] bad = [.. "{\"tenant_id\":\""u8, 0xC3, 0x28, 0xFF, .. "\"}\n"u8];

        var file = await lab.ImportAsync("usage.ndjson", [.. Bytes(new LogLine("a").ToJson() + "\n"), .. bad, .. Bytes(new LogLine("b").ToJson() + "\n")]);

        Assert.Equal((2L, 1L), (file.NewRecords, file.QuarantinedLines));
        var line = Assert.Single(await lab.ReadAsync(c => c.QuarantinedLines));
        Assert.Equal((2L, "invalid_utf8"), (line.LineNumber, line.Reason));
        Assert.Contains('\uFFFD', line.Raw);
    }

    [Fact]
    public async Task Import_TenMegabyteLine_IsSetAsideShortened()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var giant = new LogLine("giant").ToJson().Replace("}", $",\"note\":\"{new string('x', 10_000_000)}\"}}", StringComparison.Ordinal);

        var file = await lab.ImportAsync("usage.ndjson", [new LogLine("a").ToJson(), giant, new LogLine("b").ToJson(), giant]);

        Assert.Equal((ImportState.Done, 2L, 2L), (file.State, file.NewRecords, file.QuarantinedLines));
        var lines = await lab.ReadAsync(c => c.QuarantinedLines.OrderBy(q => q.LineNumber));
        Assert.Equal([(2L, "line_too_long"), (4L, "line_too_long")], lines.Select(l => (l.LineNumber, l.Reason)));
        Assert.All(lines, l => Assert.Equal(giant[..QuarantinedLine.MaxRawBytes], l.Raw));
    }

    [Fact]
    public async Task Import_GzipBomb_StopsWithoutFillingMemory()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Bytes(new LogLine("a").ToJson() + "\n"));
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 600; i++)
            {
                await gzip.WriteAsync(zeros);
            }
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var file = await lab.ImportAsync("bomb.ndjson.gz", packed.ToArray());

        Assert.True(file.State == ImportState.Failed || file.QuarantinedLines > 0, $"The bomb ended as {file.State} without a word.");
        Assert.Equal(1, file.NewRecords);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 300 << 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(40)]
    [InlineData(-5)]
    public async Task Import_TruncatedOrBrokenGzip_FailsWithAReasonAndKeepsWhatItRead(int cutAt)
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var packed = Gzip(LogLine.Many(100).Select(l => l.ToJson()));
        var cut = packed[..(cutAt < 0 ? packed.Length + cutAt : Math.Max(cutAt, 2))];

        var file = await lab.ImportAsync("cut.ndjson.gz", cut);

        Assert.Equal(ImportState.Failed, file.State);
        Assert.False(string.IsNullOrEmpty(file.Error));
        await using var context = lab.NewContext();
        Assert.Equal(file.NewRecords, await context.UsageRecords.CountAsync());
    }

    [Fact]
    public async Task Import_GzipLog_EqualsThePlainOne()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var lines = LogLine.Many(500);

        var file = await lab.ImportAsync("usage.ndjson.gz", Gzip(lines.Select(l => l.ToJson())));

        Assert.Equal((ImportState.Done, 500L, lines.Sum(l => l.CostNanos)), (file.State, file.NewRecords, file.EffectiveCostNanos));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n\r\n   \n\t\n")]
    [InlineData("   ")]
    public async Task Import_LogWithoutRecords_IsDoneWithNone(string content)
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());

        var file = await lab.ImportAsync("empty.ndjson", Bytes(content));

        Assert.Equal((ImportState.Done, 0L, 0L), (file.State, file.NewRecords, file.QuarantinedLines));
        Assert.Equal(content.Length, file.CommittedOffset);
    }

    [Theory]
    [InlineData("\r\n", true)]
    [InlineData("\r\n", false)]
    [InlineData("\n", false)]
    [InlineData("\n\n \n", true)]
    public async Task Import_OtherLineBreaks_AreRead(string lineBreak, bool isClosed)
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var lines = LogLine.Many(20);
        var text = string.Join(lineBreak, lines.Select(l => l.ToJson())) + (isClosed ? lineBreak : "");

        var file = await lab.ImportAsync("usage.ndjson", Bytes(text));

        Assert.Equal((ImportState.Done, 20L, 0L), (file.State, file.NewRecords, file.QuarantinedLines));
        Assert.Equal(Encoding.UTF8.GetByteCount(text), file.CommittedOffset);
    }

    [Fact]
    public async Task Import_ByteOrderMark_IsSkipped()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());

        var file = await lab.ImportAsync("usage.ndjson", [0xEF, 0xBB, 0xBF, .. Bytes(new LogLine("a").ToJson() + "\n")]);

        Assert.Equal((1L, 0L), (file.NewRecords, file.QuarantinedLines));
    }

    [Fact]
    public async Task Import_UnfinishedLastLineOfAGrowingLog_IsLeftForTheNextTime()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var (a, b) = (new LogLine("a").ToJson(), new LogLine("b").ToJson());
        var path = lab.Write("grow.ndjson", Bytes(a + "\n" + b[..40]));
        var request = new ImportRequest(ImportSource.DropFolder, "grow.ndjson") { MayGrow = true };

        var first = await lab.Importer.ImportFileAsync(path, request, Lab.Tester, null, default);
        await File.AppendAllTextAsync(path, b[40..] + "\n");
        var second = await lab.Importer.ImportFileAsync(path, request, Lab.Tester, null, default);

        Assert.Equal((1L, 0L, (long)a.Length + 1), (first.NewRecords, first.QuarantinedLines, first.CommittedOffset));
        Assert.Equal((first.Id, 2L, 0L, 2L), (second.Id, second.NewRecords, second.QuarantinedLines, second.CommittedLines));
    }

    [Fact]
    public async Task Import_FileReplacedByAShorterOne_IsReadAsANewLog()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var lines = LogLine.Many(300);
        var path = lab.Write("rotate.ndjson", lines.Take(200).Select(l => l.ToJson()));
        await lab.ImportAsync(path);
        lab.Write("rotate.ndjson", lines.Skip(200).Select(l => l.ToJson()));

        var second = await lab.ImportAsync(path);

        Assert.Equal(ImportState.Done, second.State);
        await using var context = lab.NewContext();
        Assert.Equal(300, await context.UsageRecords.CountAsync());
    }

    [Fact]
    public async Task Import_NamesThatDifferOnlyInCaseOrAccent_StayApart()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        string[] names = ["acme", "ACME", "Acme", "acmé", "acme\u0301", "ａｃｍｅ"];

        await lab.ImportAsync("usage.ndjson", names.Select((n, i) => new LogLine($"r{i}") { Tenant = n }.ToJson()));

        Assert.Equal(names.Order(StringComparer.Ordinal), (await lab.ReadAsync(c => c.Dimensions.Where(d => d.Kind == Core.Data.DimensionKind.Tenant).Select(d => d.Key))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Import_NamesWithBlanksAround_AreTheSameName()
    {
        // SQL Server compares texts without their trailing blanks, whatever the collation: both databases must agree.
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());

        var file = await lab.ImportAsync("usage.ndjson", [new LogLine("r1") { Tenant = "acme" }.ToJson(), new LogLine("r2") { Tenant = "acme  " }.ToJson(), new LogLine("r3") { Tenant = "  " }.ToJson()]);

        Assert.Equal(3, file.NewRecords);
        Assert.Equal(["acme"], await lab.ReadAsync(c => c.Dimensions.Where(d => d.Kind == Core.Data.DimensionKind.Tenant).Select(d => d.Key)));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Gzip(IEnumerable<string> lines)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Bytes(string.Join('\n', lines) + "\n"));
        }

        return packed.ToArray();
    }
}
