using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Tests.Conformance;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Audit;

/// <summary>Whatever is done to the trail behind the program's back shows, and the first bad entry is named.</summary>
public sealed class AuditVerifierTests
{
    private const string LiftTriggers = "DROP TRIGGER AuditEntry_AppendOnly; DROP TRIGGER AuditEntry_Kept; DROP TRIGGER AuditEntry_InOrder; ";

    [Fact]
    public async Task Verify_UntouchedTrail_IsWholeAndOnRecord()
    {
        await using var lab = await NewTrailAsync(20);

        var report = await lab.Get<AuditVerifier>().RunAsync(Lab.Tester, null, default);

        Assert.Null(report.Fault);
        Assert.Equal(await AuditWiringTests.SequenceAsync(lab), report.Entries + 1);
        Assert.Contains("\"result\":\"whole\"", (await lab.Get<AuditQueries>().LastVerificationAsync(Lab.Tester, default))!.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_OneByteChangedInTheFile_NamesTheEntry()
    {
        await using var lab = await NewTrailAsync(20);
        var entry = (await AuditWiringTests.SinceAsync(lab, 0)).Single(e => e.Target == "test:7");
        await CloseAsync(lab);
        var path = Path.Combine(lab.Folder, "lab.db");
        var bytes = await File.ReadAllBytesAsync(path);
        var at = bytes.AsSpan().IndexOf("reason number 7."u8);
        Assert.True(at > 0, "The entry's text was not found in the file.");
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        var report = await lab.Get<AuditVerifier>().VerifyAsync(null, default);

        Assert.Equal(entry.Sequence, report.Fault!.Sequence);
    }

    [Theory]
    [InlineData("ActorName='Someone else'")]
    [InlineData("ActorSubject='https://idp.example|43'")]
    [InlineData("AtMicros=AtMicros+1")]
    [InlineData("Via='api'")]
    [InlineData("Address=NULL")]
    [InlineData("Action='test.remove'")]
    [InlineData("Target='test:8'")]
    [InlineData("Tenant='acme'")]
    [InlineData("Before='[]'")]
    [InlineData("After=NULL")]
    [InlineData("Reason=''")]
    [InlineData("Approval='Bob'")]
    [InlineData("PreviousHash=zeroblob(32)")]
    [InlineData("Hash=zeroblob(32)")]
    [InlineData("Sequence=900")]
    public async Task Verify_AnyColumnChanged_NamesTheEntry(string change)
    {
        await using var lab = await NewTrailAsync(10);
        var bad = (await AuditWiringTests.SinceAsync(lab, 0)).Single(e => e.Target == "test:7").Sequence;
        await TamperAsync(lab, $"{LiftTriggers} UPDATE AuditEntry SET {change} WHERE Sequence={bad}");

        var report = await lab.Get<AuditVerifier>().VerifyAsync(null, default);

        Assert.Equal(bad, report.Fault!.Sequence);
    }

    [Fact]
    public async Task Verify_RowCutOutOfTheMiddle_NamesItsPlace()
    {
        await using var lab = await NewTrailAsync(10);
        var cut = (await AuditWiringTests.SinceAsync(lab, 0)).Single(e => e.Target == "test:4").Sequence;
        await TamperAsync(lab, $"{LiftTriggers} DELETE FROM AuditEntry WHERE Sequence={cut}");

        Assert.Equal(cut, (await lab.Get<AuditVerifier>().VerifyAsync(null, default)).Fault!.Sequence);
    }

    [Fact]
    public async Task Verify_RowCutFromTheTail_ShowsAgainstTheHead()
    {
        await using var lab = await NewTrailAsync(10);
        var last = await AuditWiringTests.SequenceAsync(lab);
        await TamperAsync(lab, $"{LiftTriggers} DELETE FROM AuditEntry WHERE Sequence={last}");

        Assert.Equal(last, (await lab.Get<AuditVerifier>().VerifyAsync(null, default)).Fault!.Sequence);
    }

    [Fact]
    public async Task Verify_TailCutAndHeadSetBack_ShowsAgainstTheAnchors()
    {
        await using var lab = await NewTrailAsync(10);
        await lab.Get<AuditAnchors>().ExportAsync(default);
        var kept = Path.Combine(lab.Folder, "kept-elsewhere.log");
        File.Copy(lab.Get<AuditAnchors>().FilePath, kept);
        var last = await AuditWiringTests.SequenceAsync(lab);
        await TamperAsync(lab, $"{LiftTriggers} DELETE FROM AuditEntry WHERE Sequence={last}; {SetHeadBack}");

        Assert.Equal(last, (await lab.Get<AuditVerifier>().VerifyAsync(null, default)).Fault!.Sequence);
        File.Delete(lab.Get<AuditAnchors>().FilePath);
        Assert.Null((await lab.Get<AuditVerifier>().VerifyAsync(null, default)).Fault);
        Assert.Equal(last, (await lab.Get<AuditVerifier>().VerifyAsync(kept, default)).Fault!.Sequence);
    }

    [Fact]
    public async Task Verify_TrailRewrittenWithFittingHashes_ShowsAgainstTheAnchors()
    {
        await using var lab = await NewTrailAsync(10);
        await lab.Get<AuditAnchors>().ExportAsync(default);
        var anchored = await AuditWiringTests.SequenceAsync(lab);
        await TamperAsync(lab, $"{LiftTriggers} DELETE FROM AuditEntry WHERE Sequence>={anchored}; {SetHeadBack}");
        await AddAsync(lab, 99);

        Assert.Equal(anchored, (await lab.Get<AuditVerifier>().VerifyAsync(null, default)).Fault!.Sequence);
    }

    [Fact]
    public async Task Verify_RowPutBehindTheEnd_IsNamed()
    {
        await using var lab = await NewTrailAsync(3);
        var last = await AuditWiringTests.SequenceAsync(lab);
        await TamperAsync(lab, $"INSERT INTO AuditEntry SELECT Sequence+1, AtMicros, ActorSubject, ActorName, Via, Address, Action, Target, Tenant, Before, After, Reason, Approval, PreviousHash, Hash FROM AuditEntry WHERE Sequence={last}");

        Assert.Equal(last + 1, (await lab.Get<AuditVerifier>().VerifyAsync(null, default)).Fault!.Sequence);
    }

    [Fact]
    public async Task Insert_OrReplace_IsRefused()
    {
        await using var lab = await NewTrailAsync(3);

        var refused = await Assert.ThrowsAsync<SqliteException>(() => TamperAsync(lab, "INSERT OR REPLACE INTO AuditEntry SELECT * FROM AuditEntry WHERE Sequence=1"));

        Assert.Contains("only added at the end", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anchors_AnyByteOfTheFileChanged_IsNoticed()
    {
        await using var lab = await NewTrailAsync(3);
        var anchors = lab.Get<AuditAnchors>();
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(await anchors.ExportAsync(default));
            Assert.Null(await anchors.ExportAsync(default));
            lab.Clock.Advance(TimeSpan.FromHours(1));
            await AddAsync(lab, 100 + i);
        }

        Assert.Null((await lab.Get<AuditVerifier>().VerifyAsync(null, default)).Fault);
        Assert.Equal(3, (await anchors.ReadAsync(null, default)).Anchors.Count);
        var good = await File.ReadAllBytesAsync(anchors.FilePath);
        for (var at = 0; at < good.Length - 1; at++)
        {
            var bad = (byte[])good.Clone();
            bad[at] ^= 1;
            await File.WriteAllBytesAsync(anchors.FilePath, bad);
            Assert.NotNull((await anchors.ReadAsync(null, default)).Fault);
        }
    }

    [Fact]
    public async Task Verify_ByWhoSeesSomeTenantsOnly_IsRefused()
    {
        await using var lab = await NewTrailAsync(1);
        var limited = Lab.Tester with { Tenants = TenantScope.Of(["acme"]) };
        var viewer = Lab.Tester with { Permissions = new HashSet<Permission> { Permission.ViewCosts } };

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Get<AuditVerifier>().RunAsync(limited, null, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Get<AuditVerifier>().RunAsync(viewer, null, default));
    }

    private const string SetHeadBack = "UPDATE AuditHead SET Sequence=(SELECT MAX(Sequence) FROM AuditEntry), Hash=(SELECT Hash FROM AuditEntry ORDER BY Sequence DESC LIMIT 1)";

    private static async Task<Lab> NewTrailAsync(int entries)
    {
        var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        for (var i = 0; i < entries; i++)
        {
            await AddAsync(lab, i);
        }

        return lab;
    }

    private static async Task AddAsync(Lab lab, int number)
    {
        await using var context = lab.NewContext();
        AuditTrail.Add(context, Lab.Tester, "test.add", $"test:{number}", null, new { number }, $"reason number {number}.");
        await context.SaveChangesAsync();
    }

    private static async Task TamperAsync(Lab lab, string sql)
    {
        await using var context = lab.NewContext();
        await context.Database.ExecuteSqlRawAsync(sql);
    }

    /// <summary>Moves everything from the log into the file and lets go of it.</summary>
    private static async Task CloseAsync(Lab lab)
    {
        await using (var context = lab.NewContext())
        {
            await context.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        SqliteConnection.ClearAllPools();
    }
}
