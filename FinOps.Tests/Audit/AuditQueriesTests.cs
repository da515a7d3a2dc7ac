using System.Text;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Audit;

public sealed class AuditQueriesTests
{
    private static readonly Actor Ada = Actor.System("Ada Lovelace", "web") with { Subject = "https://idp.example|42" };
    private static readonly Actor Bob = Actor.System("Bob", "cli");

    public static TheoryData<AuditFilter, string> Filters() => new()
    {
        { new AuditFilter { Who = "lovelace" }, "1 2" },
        { new AuditFilter { Who = "https://idp.example|42" }, "1 2" },
        { new AuditFilter { Action = "price.add" }, "1 4" },
        { new AuditFilter { Action = "price" }, "1 2 4" },
        { new AuditFilter { Target = "price:1" }, "1 2" },
        { new AuditFilter { Target = "price" }, "1 2 4" },
        { new AuditFilter { Tenant = "acme" }, "2" },
        { new AuditFilter { Text = "50%" }, "3" },
        { new AuditFilter { Text = "MONTH" }, "3" },
        { new AuditFilter { FromUtc = Lab.Now.UtcDateTime.AddHours(1), ToUtc = Lab.Now.UtcDateTime.AddHours(3) }, "2 3" },
        { new AuditFilter { Who = "bob", Action = "price" }, "4" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Page_ByFilter_HoldsWhatMatches(AuditFilter filter, string expected)
    {
        await using var lab = await NewTrailAsync();

        var (entries, total) = await lab.Get<AuditQueries>().PageAsync(filter with { Text = filter.Text ?? "" }, Bob, 0, 50, default);

        var numbers = entries.Where(e => e.Before != null || e.Reason != null || e.Via != "job").Select(e => e.Sequence - First(lab)).Order().ToList();
        Assert.Equal(expected, string.Join(' ', numbers));
        Assert.Equal(entries.Count, total);
    }

    [Fact]
    public async Task Page_ForWhoSeesOneTenant_HoldsOnlyItsEntries()
    {
        await using var lab = await NewTrailAsync();
        var limited = Bob with { Tenants = TenantScope.Of(["acme"]) };
        var none = Bob with { Tenants = TenantScope.Of([]) };

        var (entries, total) = await lab.Get<AuditQueries>().PageAsync(new AuditFilter(), limited, 0, 50, default);

        Assert.Equal(("acme", 1), (Assert.Single(entries).Tenant, total));
        Assert.Equal(["price.change"], await lab.Get<AuditQueries>().ActionsAsync(limited, default));
        Assert.Empty((await lab.Get<AuditQueries>().PageAsync(new AuditFilter { Tenant = "globex" }, limited, 0, 50, default)).Entries);
        Assert.Empty((await lab.Get<AuditQueries>().PageAsync(new AuditFilter(), none, 0, 50, default)).Entries);
        Assert.Null(await lab.Get<AuditQueries>().LastVerificationAsync(limited, default));
    }

    [Fact]
    public async Task Page_WithoutThePermission_IsRefused()
    {
        await using var lab = await NewTrailAsync();
        var viewer = Bob with { Permissions = new HashSet<Permission> { Permission.ViewCosts } };

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Get<AuditQueries>().PageAsync(new AuditFilter(), viewer, 0, 50, default));
    }

    [Fact]
    public async Task Export_Json_CarriesEnoughToVerifyTheChainElsewhere()
    {
        await using var lab = await NewTrailAsync();
        using var output = new MemoryStream();

        await AuditReportWriter.WriteJsonAsync(output, lab.Get<AuditQueries>().ReadAsync(new AuditFilter(), Bob, default), default);

        using var json = JsonDocument.Parse(output.ToArray());
        var previous = new string('0', 64);
        foreach (var entry in json.RootElement.EnumerateArray())
        {
            Assert.Equal(previous, entry.GetProperty("previous_hash").GetString());
            previous = entry.GetProperty("hash").GetString()!;
            Assert.Equal(previous, HashByTheDocumentation(entry));
        }

        Assert.Equal(await AuditWiringTests.SequenceAsync(lab), json.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task Export_Csv_HasNoFormula()
    {
        await using var lab = await NewTrailAsync();
        using var output = new MemoryStream();

        await AuditReportWriter.WriteCsvAsync(output, lab.Get<AuditQueries>().ReadAsync(new AuditFilter { Action = "month" }, Bob, default), default);

        Assert.Contains(",'=cmd|' /C calc'!A0,", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    /// <summary>Computed as docs/audit.md tells, without the product's code.</summary>
    private static string HashByTheDocumentation(JsonElement entry)
    {
        var at = DateTime.Parse(entry.GetProperty("at").GetString()!, null, System.Globalization.DateTimeStyles.AdjustToUniversal);
        var members = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["atMicros"] = ((at - DateTime.UnixEpoch).Ticks / 10).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["sequence"] = entry.GetProperty("sequence").GetRawText(),
        };
        foreach (var name in new[] { "action", "address", "after", "approval", "before", "name", "reason", "subject", "target", "tenant", "via" })
        {
            var value = entry.GetProperty(name).GetString();
            members[name] = value is null ? "null" : JsonSerializer.Serialize(value, new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        }

        var text = "{" + string.Join(',', members.Select(m => $"\"{m.Key}\":{m.Value}")) + "}";
        byte[] bytes = [.. Convert.FromHexString(entry.GetProperty("previous_hash").GetString()!), .. Encoding.UTF8.GetBytes(text)];
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
    }

    /// <summary>How many entries the new database wrote by itself.</summary>
    private static long First(Lab lab) => lab.ReadAsync(c => c.AuditEntries.Where(e => e.Action == "database.migrate")).GetAwaiter().GetResult().Count;

    private static async Task<Lab> NewTrailAsync()
    {
        var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await AddAsync(lab, Ada, "price.add", "price:1", null, new { input = "3" }, null, null);
        await AddAsync(lab, Ada, "price.change", "price:1", new { input = "3" }, new { input = "4" }, "Zürich \"x\"\n", "acme");
        await AddAsync(lab, Bob, "month.close", "month:2026-10", null, new { note = "by 50% or so" }, "=cmd|' /C calc'!A0", null);
        await AddAsync(lab, Bob, "price.add", "price:11", null, new { input = "5" }, null, "globex");
        return lab;
    }

    private static async Task AddAsync(Lab lab, Actor actor, string action, string target, object? before, object? after, string? reason, string? tenant)
    {
        await using var context = lab.NewContext();
        AuditTrail.Add(context, actor, action, target, before, after, reason, tenant);
        await context.SaveChangesAsync();
        lab.Clock.Advance(TimeSpan.FromHours(1));
    }
}
