using FinOps.Core.Imports;

namespace FinOps.Tests.Imports;

public sealed class MappingProfileEditorTests : IAsyncLifetime
{
    private static readonly MappingDefinition Good = new()
    {
        Time = new MappingTime { Column = "at" },
        Fields =
        [
            new() { Field = "provider", From = MappingSource.Constant, Text = "openai" },
            new() { Field = "model", From = MappingSource.Constant, Text = "gpt-4o" },
            new() { Field = "input_tokens", Columns = ["in"] },
            new() { Field = "output_tokens", Columns = ["out"] },
        ],
    };

    private CoreFixture core = null!;

    private MappingProfileEditor Editor => core.Get<MappingProfileEditor>();

    private MappingProfiles Profiles => core.Get<MappingProfiles>();

    public async Task InitializeAsync() => core = await CoreFixture.StartAsync();

    public async Task DisposeAsync() => await core.DisposeAsync();

    [Fact]
    public async Task Save_OfTheVersionThatWasRead_IsFoundAgain_AndAStaleOneIsAConflict()
    {
        Assert.Equal(new MappingEdit.Saved(1), await Editor.SaveAsync("mine", Good, 0, CoreFixture.Admin));
        Assert.Equal(new MappingEdit.Saved(2), await Editor.SaveAsync("mine", Good with { Description = "second" }, 1, CoreFixture.Admin));

        var stale = await Editor.SaveAsync("mine", Good with { Description = "third" }, 1, CoreFixture.Admin);

        Assert.Equal("test", Assert.IsType<MappingEdit.Conflict>(stale).By);
        Assert.IsType<MappingEdit.Conflict>(await Editor.SaveAsync("mine", Good, 0, CoreFixture.Admin));
        Assert.Equal(("second", 2), ((await Profiles.FindAsync("mine"))!.Definition.Description, (await Profiles.FindAsync("mine"))!.Version));
    }

    [Fact]
    public async Task Save_AtTheSameTime_IsWonByOne()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Editor.SaveAsync("race", Good with { Description = $"{i}" }, 0, CoreFixture.Admin)));

        Assert.Single(results.OfType<MappingEdit.Saved>());
        Assert.Equal(3, results.OfType<MappingEdit.Conflict>().Count());
    }

    [Fact]
    public async Task Save_OfNonsense_TellsEachFaultAndKeepsNothing()
    {
        var result = await Editor.SaveAsync(" mine", Good with { Fields = [] }, 0, CoreFixture.Admin);

        var faults = Assert.IsType<MappingEdit.Invalid>(result).Faults;
        Assert.Equal(["fields", "fields", "fields", "fields", "name"], faults.Select(fault => fault.Path).Order());
        Assert.Null(await Profiles.FindAsync(" mine"));
    }

    [Fact]
    public async Task BuiltIn_ChangedAndDeleted_ComesBackAsShipped()
    {
        var shipped = (await Profiles.FindAsync("azure-conversations"))!;
        await Editor.SaveAsync(shipped.Name, Good, shipped.Version, CoreFixture.Admin);
        Assert.Equal("at", (await Profiles.FindAsync(shipped.Name))!.Definition.Time.Column);

        Assert.IsType<MappingEdit.Saved>(await Editor.DeleteAsync(shipped.Name, 1, CoreFixture.Admin));

        Assert.Equal(shipped.Definition.ToJson(), (await Profiles.FindAsync(shipped.Name))!.Definition.ToJson());
        Assert.IsType<MappingEdit.NotFound>(await Editor.DeleteAsync(shipped.Name, 1, CoreFixture.Admin));
        Assert.Equal(["azure-conversations", "coding-agent-sessions"], (await Profiles.ListAsync()).Select(profile => profile.Name));
    }

    [Fact]
    public async Task Suggest_FindsTheProfileWhoseColumnsAreThere()
    {
        Assert.Equal("azure-conversations", Assert.Single(await Profiles.SuggestAsync(["TIMESTAMP", "ContextTokens", "GeneratedTokens"])).Name);
        Assert.Empty(await Profiles.SuggestAsync(["TIMESTAMP", "ContextTokens"]));
    }

    [Fact]
    public async Task Viewer_MayNotSave() =>
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Editor.SaveAsync("mine", Good, 0, CoreFixture.Viewer));

    [Fact]
    public void Preview_ShowsWhatTheParserWouldSay()
    {
        var preview = core.Get<MappingPreviewer>().Preview("at,in,out\n2026-01-01T00:00:00Z,7,2\n2026-01-01T00:00:00Z,-7,2\nsoon,7,2\n", Good);

        Assert.Equal([null, "negative_count", "unknown_time"], preview.Rows.Select(row => row.Fault?.Reason));
        Assert.Equal([2, 3, 4], preview.Rows.Select(row => row.LineNumber));
        Assert.Equal("The log has no column \"in\".", core.Get<MappingPreviewer>().Preview("at,inn,out\n", Good).Faults.Single().Message);
    }

    [Fact]
    public void Guess_OfKnownNames_LeavesOnlyWhatNobodyCanKnow()
    {
        var guess = MappingGuess.Of(["Created At", "Prompt Tokens", "completion_tokens", "Customer", "noise"], ["1767323045123", "7", "2", "acme", "?"]);

        Assert.Equal((MappingTimeKind.Unix, "Created At", "ms"), (guess.Time.Kind, guess.Time.Column, guess.Time.Unit));
        Assert.Equal(["fields[0].text", "fields[1].text"], MappingValidator.Validate(guess).Select(fault => fault.Path));
        Assert.Equal("Customer", guess.Fields.Single(rule => rule.Field == "tenant_id").Columns.Single());
    }
}
