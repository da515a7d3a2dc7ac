using FinOps.Core.Access;
using FinOps.Core.Imports;
using FinOps.Core.Months;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Audit;

/// <summary>Whatever administrators do through the real editors: an action that changed something is one row, one that was refused is none.</summary>
public sealed class ThousandActionsTests
{
    private const int Actions = 1_000;

    [Fact]
    public async Task ThousandRandomActions_ThroughTheEditors_AreAThousandRowsOfOneChain()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.ImportAsync("faulty.ndjson", Enumerable.Range(0, 300).Select(i => $"{{\"request_id\":\"bad{i}\"}}").Prepend(new LogLine("good").ToJson()));
        var before = await AuditWiringTests.SequenceAsync(lab);
        var office = new Office(lab, new Random(20261124));
        var expected = new List<(string Action, string Subject)>();
        while (expected.Count < Actions)
        {
            if (await office.ActAsync() is { } done)
            {
                expected.Add(done);
            }
        }

        var entries = await AuditWiringTests.SinceAsync(lab, before);
        Assert.Equal(expected, entries.Select(e => (e.Action, e.ActorSubject)));
        Assert.True(expected.Select(e => e.Action).Distinct().Count() >= 11, string.Join(", ", expected.Select(e => e.Action).Distinct()));
        AuditConformance.AssertChain(await AuditWiringTests.SinceAsync(lab, 0));
    }

    /// <summary>Administrators who do this and that.</summary>
    private sealed class Office(Lab lab, Random random)
    {
        private static readonly CalendarMonth[] Months = [.. Enumerable.Range(1, 9).Select(m => CalendarMonth.Of(new DateTime(2026, m, 1, 0, 0, 0, DateTimeKind.Utc)))];
        private readonly Actor[] people = [.. Enumerable.Range(1, 5).Select(i => Actor.System($"Admin {i}", "web") with { Subject = $"https://idp.example|{i}" })];
        private readonly List<string> keys = [];
        private readonly List<int> runs = [];
        private readonly Dictionary<string, int> profiles = [];
        private int count;

        /// <summary>Does one thing; null when it was refused, or there was nothing to do it to.</summary>
        public async Task<(string Action, string Subject)?> ActAsync()
        {
            var actor = people[random.Next(people.Length)];
            count++;
            var action = random.Next(11) switch
            {
                0 => await CreateKeyAsync(actor),
                1 => await RevokeKeyAsync(actor),
                2 or 3 => await AddPriceAsync(actor),
                4 => await MapAsync(actor),
                5 or 6 => await MonthAsync(actor),
                7 => await SaveProfileAsync(actor),
                8 => await DeleteProfileAsync(actor),
                9 => await DiscardAsync(actor),
                _ => await RerateAsync(actor),
            };
            return action is null ? null : (action, actor.Subject);
        }

        private async Task<string?> CreateKeyAsync(Actor actor)
        {
            var draft = new ApiKeyDraft { Name = $"key {count}", Scopes = { ApiScope.Ingest } };
            keys.Add(Assert.IsType<ApiKeyResult.Made>(await lab.Get<ApiKeyEditor>().CreateAsync(draft, actor, default)).Key.Prefix);
            return "apikey.create";
        }

        private async Task<string?> RevokeKeyAsync(Actor actor) =>
            keys.Count > 0 && await lab.Get<ApiKeyEditor>().RevokeAsync(keys[random.Next(keys.Count)], "test", actor, default) is ApiKeyResult.Saved ? "apikey.revoke" : null;

        private async Task<string?> AddPriceAsync(Actor actor)
        {
            var draft = new PriceDraft { Provider = "lab", ModelPattern = $"model-{random.Next(200)}", ValidFromUtc = Lab.Now.UtcDateTime.Date, Reason = $"reason {count}" };
            draft.Rates[0] = random.Next(1, 100) / 10m;
            var known = await lab.ReadAsync(c => c.Prices.Where(p => p.ModelPattern == draft.ModelPattern).OrderByDescending(p => p.Id));
            draft.SupersedesId = known.Count > 0 && random.Next(4) > 0 ? known[0].Id : null;
            return await lab.Get<PriceEditor>().AddAsync(draft, actor, default) is not PriceSaveResult.Saved ? null : draft.SupersedesId is null ? "price.add" : "price.supersede";
        }

        private async Task<string?> MapAsync(Actor actor)
        {
            var draft = new ModelMappingDraft
            {
                Provider = LabPrices.Provider,
                Name = $"deployment-{random.Next(10)}",
                BaseModel = random.Next(3) == 0 ? "" : LabPrices.Even,
                ValidFromUtc = Lab.Now.UtcDateTime,
                Reason = "because",
            };
            return await lab.Get<ModelMappingEditor>().AddAsync(draft, actor, default) is not ModelMappingResult.Saved ? null : draft.BaseModel.Length == 0 ? "model-mapping.end" : "model-mapping.add";
        }

        private async Task<string?> MonthAsync(Actor actor)
        {
            var month = Months[random.Next(Months.Length)];
            if (random.Next(2) == 0)
            {
                return await lab.Get<MonthEditor>().CloseAsync(month, "books", actor, default) is MonthChange.Done ? "month.close" : null;
            }

            var (change, run) = await lab.Get<MonthEditor>().ReopenAsync(month, "late invoice", actor, isForCaller: true, default);
            if (run is not null)
            {
                // What the run does is not what this test counts: its row ends here as if it had never begun.
                await using var context = lab.NewContext();
                context.RerateRuns.Remove(context.RerateRuns.Single(r => r.Id == run.Id));
                await context.SaveChangesAsync();
            }

            return change is MonthChange.Done ? "month.reopen" : null;
        }

        private async Task<string?> SaveProfileAsync(Actor actor)
        {
            var name = $"profile {random.Next(5)}";
            var definition = (await lab.Get<MappingProfiles>().ListAsync()).First(p => p.Definition.Fields.Count > 0).Definition;
            if (await lab.Get<MappingProfileEditor>().SaveAsync(name, definition, random.Next(5) == 0 ? 99 : profiles.GetValueOrDefault(name), actor) is not MappingEdit.Saved saved)
            {
                return null;
            }

            profiles[name] = saved.Version;
            return "mapping-profile.save";
        }

        private async Task<string?> DeleteProfileAsync(Actor actor)
        {
            var name = $"profile {random.Next(5)}";
            if (await lab.Get<MappingProfileEditor>().DeleteAsync(name, profiles.GetValueOrDefault(name), actor) is not MappingEdit.Saved)
            {
                return null;
            }

            profiles.Remove(name);
            return "mapping-profile.delete";
        }

        private async Task<string?> DiscardAsync(Actor actor) =>
            await lab.Get<QuarantineEditor>().DiscardAsync(random.Next(1, 301), actor) ? "quarantine.discard" : null;

        private async Task<string?> RerateAsync(Actor actor)
        {
            if (runs.Count > 0 && random.Next(2) == 0)
            {
                var run = runs[random.Next(runs.Count)];
                return await lab.Get<RerateEditor>().CancelAsync(run, actor, default) ? "rerate.cancel" : null;
            }

            var scope = new RerateScope(LabPrices.Provider, "", Lab.Now.UtcDateTime.AddDays(-count - 1), null);
            if (await lab.Get<RerateEditor>().StartAsync(scope, "contract", actor, false, default) is not RerateStart.Started started)
            {
                return null;
            }

            runs.Add(started.Run.Id);
            return "rerate.start";
        }
    }
}
