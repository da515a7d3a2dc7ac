using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CsvHelper;
using FinOps.Core.Access;
using FinOps.Tests.Host;

namespace FinOps.Tests.Edge;

/// <summary>Every file that people open in a spreadsheet: what was reported never runs there, and figures stay figures.</summary>
public sealed partial class ExportTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly string[] Formulas =
    [
        "=1+1", "=HYPERLINK(\"http://evil.example\",\"click\")", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", "'=1+1", "＝1+1", "-2+3+cmd|' /C calc'!A0", "=1+1\u0001",
    ];

    /// <summary>How each export is asked for; an export that is not here fails the test.</summary>
    private static readonly Dictionary<string, string[]> Questions = new()
    {
        ["/margins/export"] = ["", "show=no-contract", "of=tiers"],
        ["/costs/export"] = ["by=tenant", "by=feature", "by=model", "by=user", "by=team", "by=route", "by=task", "by=provider", "by=layer", "by=tenant&shape=layers&latency=on"],
        ["/records/export"] = [""],
        ["/pricing/claims/export"] = ["by=model", "by=day"],
        ["/pricing/export"] = ["", "q=1"],
        ["/pricing/compare/export"] = ["", "m=openai/gpt-4o"],
        ["/pricing/rerating/export"] = ["provider=openai&model=gpt-4o&by=tenant", "provider=openai&model=gpt-4o&by=model"],
        ["/economics/export"] = ["of=outcomes&by=tenant", "of=outcomes&by=feature", "of=outcomes&by=model", "of=outcomes&by=tier", "of=sessions&by=feature"],
        ["/users/export"] = [""],
        ["/freemium/export"] = [""],
        ["/enforcement/export"] = [""],
        ["/reviews/export"] = [""],
        ["/runs/export"] = [""],
        ["/efficiency/export"] = ["", "group=team"],
        ["/access/export"] = ["of=people", "of=roles"],
        ["/access/keys/export"] = [""],
        ["/alerts/export"] = [""],
        ["/audit/export"] = [""],
        ["/audit/decisions/export"] = [""],
        ["/imports/quarantine/download"] = [""],
        ["/manage/terms/export"] = ["of=tenants", "of=revenue"],
        ["/pricing/lists/export"] = [], // Of a page that is open, written by the same writer; see PriceListTests.
        ["/imports/profiles/download"] = [], // JSON, for import elsewhere
    };

    [Fact]
    public async Task Export_OfEveryKind_HoldsNoFormulaAndKeepsFigures()
    {
        await ImportAsync();
        using var person = await app.SignedInAsync("Admin");
        var exports = Endpoints.Of(app, "GET").Where(a => a.EndsWith("/export", StringComparison.Ordinal) || a.EndsWith("/download", StringComparison.Ordinal)).ToList();
        Assert.Empty(exports.Except(Questions.Keys));
        var seen = 0;

        foreach (var address in exports)
        {
            foreach (var question in Questions[address])
            {
                var period = address.Contains("quarantine", StringComparison.Ordinal) ? "" : "from=2026-10-01&to=2026-10-02&";
                using var csv = await person.GetAsync($"{address}?{period}{question}&format=csv");
                Assert.True(csv.IsSuccessStatusCode, $"{address}?{question} answered {await csv.Content.ReadAsStringAsync()}");
                seen += CheckCsv($"{address}?{question}", await csv.Content.ReadAsByteArrayAsync());
                using var book = await person.GetAsync($"{address}?{period}{question}&format=xlsx");
                if (book.Content.Headers.ContentType?.MediaType?.Contains("spreadsheet", StringComparison.Ordinal) == true)
                {
                    CheckXlsx($"{address}?{question}", await book.Content.ReadAsByteArrayAsync());
                }
            }
        }

        CheckCsv("/api/v1/costs", await person.GetByteArrayAsync("/api/v1/costs?format=csv&group_by=tenant,feature,model,user,provider&from=2026-10-01&to=2026-10-02"));
        Assert.True(seen > 100, $"{seen} hostile cells");
    }

    /// <summary>Checks each cell and counts those that would have been formulas.</summary>
    private static int CheckCsv(string what, byte[] file)
    {
        using var csv = new CsvParser(new StreamReader(new MemoryStream(file)), CultureInfo.InvariantCulture);
        var made = 0;
        while (csv.Read())
        {
            foreach (var cell in csv.Record!.Where(c => c.Length > 0))
            {
                var isFigure = decimal.TryParse(cell, NumberStyles.Number, CultureInfo.InvariantCulture, out _);
                Assert.False(!isFigure && "=+-@\t\r\n＝＋－＠".Contains(cell[0], StringComparison.Ordinal), $"{what}: {cell}");
                made += cell[0] == '\'' ? 1 : 0;
            }
        }

        return made;
    }

    private static void CheckXlsx(string what, byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        foreach (var sheet in zip.Entries.Where(e => SheetName().IsMatch(e.FullName)))
        {
            using var stream = sheet.Open();
            var cells = XDocument.Load(stream).Descendants().Where(e => e.Name.LocalName == "c").ToList();
            Assert.DoesNotContain(cells, c => c.Elements().Any(e => e.Name.LocalName == "f"));
            Assert.DoesNotContain(cells.Where(c => (string?)c.Attribute("t") is "str" or "inlineStr" or "s"), c => "=+-@".Contains(c.Value.FirstOrDefault('x'), StringComparison.Ordinal) && c.Value.Length > 0);
            if (what.StartsWith("/costs/export", StringComparison.Ordinal))
            {
                Assert.Contains(cells, c => (string?)c.Attribute("t") is null or "n" && decimal.TryParse(c.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
            }
        }
    }

    private async Task ImportAsync()
    {
        using var caller = await app.CallerAsync(ApiScope.Ingest);
        var lines = new StringBuilder();
        for (var i = 0; i < Formulas.Length; i++)
        {
            var text = System.Text.Json.JsonSerializer.Serialize(Formulas[i]);
            lines.Append(CultureInfo.InvariantCulture, $$"""{"timestamp":"2026-10-01T01:00:{{i:00}}Z","request_id":{{text}},"trace_id":{{text}},"session_id":{{text}},"tenant_id":{{text}},"feature_id":{{text}},"user_id":{{text}},"team":{{text}},"task_id":{{text}},"route":{{text}},"environment":{{text}},"provider":{{(i % 2 == 0 ? "\"openai\"" : text)}},"model":{{(i % 2 == 0 ? "\"gpt-4o\"" : text)}},"input_tokens":1000,"output_tokens":{{i}},"cost_usd":0.5}""");
            lines.Append('\n').Append("=broken ").Append(Formulas[i].ReplaceLineEndings(" ")).Append('\n');
        }

        using var answer = await caller.PostAsync("/api/v1/usage", new StringContent(lines.ToString()));
        answer.EnsureSuccessStatusCode();
    }

    [GeneratedRegex(@"^xl/worksheets/sheet\d+\.xml$")]
    private static partial Regex SheetName();
}
