using FinOps.Core.Access;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Access;

public sealed class ApiKeyEditorTests
{
    [Theory]
    [InlineData("", "ingest", "", "", 1, "Name")]
    [InlineData("a\u0007b", "ingest", "", "", 1, "Name")]
    [InlineData("a", "", "", "", 1, "Scopes")]
    [InlineData("a", "everything", "", "", 1, "Scopes")]
    [InlineData("a", "admin,ingest", "", "", 1, "Scopes")]
    [InlineData("a", "admin,reserve", "", "", 1, "Scopes")]
    [InlineData("a", "admin,read", "acme", "", 1, "Tenants")]
    [InlineData("a", "ingest", " ", "", 1, "Tenants")]
    [InlineData("a", "ingest,read", "", "production", 1, "Environment")]
    [InlineData("a", "ingest", "", "", 0, "ExpiresUtc")]
    [InlineData("a", "ingest", "", "", 367, "ExpiresUtc")]
    public async Task Create_ThatMakesNoSense_NamesTheField(string name, string scopes, string tenants, string environment, int days, string field)
    {
        await using var lab = await KeyLab.OpenAsync();
        var draft = new ApiKeyDraft
        {
            Name = name,
            Scopes = [.. scopes.Split(',', StringSplitOptions.RemoveEmptyEntries)],
            Tenants = [.. tenants.Split(',').Where(t => t.Length > 0)],
            Environment = environment,
            ExpiresUtc = Lab.Now.UtcDateTime.AddDays(days),
        };

        var invalid = Assert.IsType<ApiKeyResult.Invalid>(await lab.Get<ApiKeyEditor>().CreateAsync(draft, Lab.Tester, default));

        Assert.Equal(field, Assert.Single(invalid.Faults).Field);
        Assert.Empty(await lab.ReadAsync(c => c.ApiKeys));
    }

    [Fact]
    public async Task Create_WithoutAnEnd_EndsAfterTheDefaultLife()
    {
        await using var lab = await KeyLab.OpenAsync();

        var made = await lab.MakeAsync();

        Assert.Equal(Core.Data.Instants.ToMicros(Lab.Now.AddDays(180)), made.Key.ExpiresAtMicros);
        Assert.DoesNotContain(made.Text, made.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_OfMoreThanTheActorMay_IsRefused()
    {
        await using var lab = await KeyLab.OpenAsync();
        var keeper = new Actor("iss|1", "Keeper", "cli", new HashSet<Permission> { Permission.ManageKeys });

        Assert.IsType<ApiKeyResult.Invalid>(await lab.Get<ApiKeyEditor>().CreateAsync(KeyLab.Draft(ApiScope.Admin), keeper, default));
        Assert.IsType<ApiKeyResult.Invalid>(await lab.Get<ApiKeyEditor>().CreateAsync(KeyLab.Draft(ApiScope.Read), keeper, default));
        Assert.IsType<ApiKeyResult.Made>(await lab.Get<ApiKeyEditor>().CreateAsync(KeyLab.Draft(ApiScope.Ingest), keeper, default));
    }

    [Fact]
    public async Task Keys_ForSomeoneWithoutThePermission_AreRefused()
    {
        await using var lab = await KeyLab.OpenAsync();
        var viewer = new Actor("iss|1", "Viewer", "cli", new HashSet<Permission> { Permission.ViewCosts });
        var editor = lab.Get<ApiKeyEditor>();

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => editor.CreateAsync(KeyLab.Draft(), viewer, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => editor.RotateAsync("lfk_01234567", new(null), viewer, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => editor.EndOldAsync("lfk_01234567", viewer, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => editor.RevokeAsync("lfk_01234567", "", viewer, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Get<ApiKeyQueries>().ListAsync(viewer, default));
    }

    [Fact]
    public async Task Create_ByAPersonWithoutAFreshProof_AsksForIt()
    {
        await using var lab = await KeyLab.OpenAsync();
        var person = new Actor("iss|1", "Person", Actor.Web, new HashSet<Permission>(Permissions.All)) { ProvedAt = Lab.Now.AddMinutes(-30) };

        Assert.IsType<ApiKeyResult.Unproved>(await lab.Get<ApiKeyEditor>().CreateAsync(KeyLab.Draft(), person, default));
        Assert.IsType<ApiKeyResult.Made>(await lab.Get<ApiKeyEditor>().CreateAsync(KeyLab.Draft(), person with { ProvedAt = Lab.Now }, default));
    }

    [Fact]
    public async Task Rotate_WhileTheOldSecretOpens_IsRefusedUntilItIsEnded()
    {
        await using var lab = await KeyLab.OpenAsync();
        var editor = lab.Get<ApiKeyEditor>();
        var first = await lab.MakeAsync();
        var overlap = new ApiKeyRotation(Lab.Now.UtcDateTime.AddDays(1));
        var second = Assert.IsType<ApiKeyResult.Made>(await editor.RotateAsync(first.Key.Prefix, overlap, Lab.Tester, default));

        Assert.IsType<ApiKeyResult.Conflict>(await editor.RotateAsync(first.Key.Prefix, overlap, Lab.Tester, default));
        Assert.True(await lab.OpensAsync(first.Text) && await lab.OpensAsync(second.Text));

        Assert.IsType<ApiKeyResult.Saved>(await editor.EndOldAsync(first.Key.Prefix, Lab.Tester, default));
        Assert.False(await lab.OpensAsync(first.Text));
        var third = Assert.IsType<ApiKeyResult.Made>(await editor.RotateAsync(first.Key.Prefix, new ApiKeyRotation(null), Lab.Tester, default));
        Assert.False(await lab.OpensAsync(second.Text));
        Assert.True(await lab.OpensAsync(third.Text));
    }

    [Fact]
    public async Task Rotate_BeyondTheLongestOverlap_IsInvalid()
    {
        await using var lab = await KeyLab.OpenAsync();
        var made = await lab.MakeAsync();

        var result = await lab.Get<ApiKeyEditor>().RotateAsync(made.Key.Prefix, new ApiKeyRotation(Lab.Now.UtcDateTime.AddDays(31)), Lab.Tester, default);

        Assert.Equal("OldUntilUtc", Assert.Single(Assert.IsType<ApiKeyResult.Invalid>(result).Faults).Field);
    }

    [Fact]
    public async Task Revoke_IsForGood()
    {
        await using var lab = await KeyLab.OpenAsync();
        var editor = lab.Get<ApiKeyEditor>();
        var made = await lab.MakeAsync();

        Assert.IsType<ApiKeyResult.Saved>(await editor.RevokeAsync(made.Key.Prefix, " leaked ", Lab.Tester, default));

        Assert.IsType<ApiKeyResult.Conflict>(await editor.RotateAsync(made.Key.Prefix, new ApiKeyRotation(null), Lab.Tester, default));
        Assert.IsType<ApiKeyResult.NotFound>(await editor.RevokeAsync("lfk_00000000", "", Lab.Tester, default));
        Assert.Equal(("tests", "leaked"), ((await lab.FindAsync(made.Key.Prefix)).RevokedBy, (await lab.FindAsync(made.Key.Prefix)).RevokedWhy));
    }

    [Fact]
    public async Task Changes_StandInTheAuditTrail_WithoutSecrets()
    {
        await using var lab = await KeyLab.OpenAsync();
        var editor = lab.Get<ApiKeyEditor>();
        var made = await lab.MakeAsync();
        var rotated = Assert.IsType<ApiKeyResult.Made>(await editor.RotateAsync(made.Key.Prefix, new ApiKeyRotation(Lab.Now.UtcDateTime.AddDays(1)), Lab.Tester, default));
        await editor.EndOldAsync(made.Key.Prefix, Lab.Tester, default);
        await editor.RevokeAsync(made.Key.Prefix, "leaked", Lab.Tester, default);

        var entries = await lab.ReadAsync(c => c.AuditEntries.Where(e => e.Action.StartsWith("apikey")).OrderBy(e => e.Sequence));

        Assert.Equal(["apikey.create", "apikey.rotate", "apikey.end-old", "apikey.revoke"], entries.Select(e => e.Action));
        Assert.All(entries, e => Assert.Equal($"apikey:{made.Key.Prefix}", e.Target));
        Assert.Equal("leaked", entries[^1].Reason);
        var all = string.Concat(entries.Select(e => e.Before + e.After));
        Assert.DoesNotContain(made.Text[13..], all, StringComparison.Ordinal);
        Assert.DoesNotContain(rotated.Text[13..], all, StringComparison.Ordinal);
    }
}
