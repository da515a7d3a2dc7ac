using System.Reflection;
using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Audit;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Demo;
using FinOps.Core.Derivations;
using FinOps.Core.Efficiency;
using FinOps.Core.Enforcement;
using FinOps.Core.Enforcement.Ledger.Databases;
using FinOps.Core.Enforcement.Ledger.Embedded;
using FinOps.Core.Freemium;
using FinOps.Core.Imports;
using FinOps.Core.Incidents;
using FinOps.Core.Margins;
using FinOps.Core.Operations;
using FinOps.Core.Outcomes;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Releases;
using FinOps.Core.Runs;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Posts;

namespace FinOps.Tests.Architecture;

/// <summary>Nothing is changed without being on record: read from the compiled code of Core.</summary>
public sealed class AuditRulesTests
{
    private static readonly CallGraph Core = new(typeof(AuditTrail).Assembly);

    /// <summary>Types that write and have no entry of their own, and why.</summary>
    private static readonly Dictionary<Type, string> Exempt = new()
    {
        [typeof(AlertFollowUp)] = "notes that an alert was told again or handed on; nobody decided it",
        [typeof(AlertQueue)] = "notes how far messages have come, beside every try",
        [typeof(AlertWatch)] = "raises what figures say; nobody decided it",
        [typeof(DigestSchedule)] = "puts a mail into the outbox that a channel on record asks for",
        [typeof(AuditChain)] = "writes the entries themselves",
        [typeof(AuditTrail)] = "runs what its callers write and note",
        [typeof(FinOpsDbContext)] = "saves what others changed",
        [typeof(AccessChange)] = "moves the version around what its callers change and note",
        [typeof(PeakLearner)] = "lays out what sums of usage say; whatever changes usage is on record",
        [typeof(EnforcementChange)] = "moves the version around what its callers change and note",
        [typeof(People)] = "remembers who was seen; the sign-in itself is on record",
        [typeof(ApiKeyUses)] = "when a key was used, and its hash by another pepper; what it opens stays",
        [typeof(DecisionLog)] = "who was held back, which changes nothing and comes by the thousand",
        [typeof(KeyPeppers)] = "makes the product's own pepper, once",
        [typeof(PriceRows)] = "the rows of its callers, who note them",
        [typeof(Rerater)] = "moves a run that was started on record and whose end is",
        [typeof(ImportFiles)] = "notes through ImportTrail, which leaves out what repeats all day",
        [typeof(ImportQueue)] = "notes through ImportTrail, which leaves out what repeats all day",
        [typeof(DemoTerms)] = "the terms of tenants of a load that is on record",
        [typeof(SpendScorer)] = "adds up what records say, and may do so again",
        [typeof(IncidentBook)] = "notes what figures say; each incident has a timeline of its own",
        [typeof(KillSwitch)] = "the pause itself is on record; this only notes that the switch has looked",
        [typeof(CostRateWatch)] = "notes what figures say; the measure that follows is on record",
        [typeof(MarginWatch)] = "notes what figures say; nobody decided it",
        [typeof(UsageTurn)] = "lets its callers write, who note it",
        [typeof(CellPartMerger)] = "lays stored sums out anew; no figure changes",
        [typeof(RollupTidier)] = "lays stored sums out anew; no figure changes",
        [typeof(RollupComparison)] = "replaces weeks for the verifier, who notes it",
        [typeof(DayDeriver)] = "lays out what records say; whatever changes records is on record",
        [typeof(DerivationFaults)] = "what could not be laid out and why; nobody decided it",
        [typeof(DerivedRows)] = "lays out what records say; whatever changes records is on record",
        [typeof(RunFold)] = "lays out what records say; whatever changes records is on record",
        [typeof(FreemiumFinder)] = "lays out what sums of usage say; whatever changes usage is on record",
        [typeof(AbandonedFold)] = "lays out what records say; whatever changes records is on record",
        [typeof(VersionFold)] = "lays out what records say; whatever changes records is on record",
        [typeof(SessionFold)] = "lays out what records say; whatever changes records is on record",
        [typeof(OutcomeFold)] = "lays out what records say; whatever changes records is on record",
        [typeof(OutcomeWriter)] = "outcomes of an import that is on record",
        [typeof(SqliteBudgetWriter)] = "what usage on record adds to the windows of budgets",
        [typeof(BudgetCrossings)] = "alerts of usage that is on record",
        [typeof(BudgetFill)] = "the windows of budgets whose change its callers note",
        [typeof(SqliteCellWriter)] = "the sums of usage that an import on record brings",
        [typeof(SqliteFiles)] = "copies a database file; who asked for it notes it",
        [typeof(SqliteConnections)] = "sets connections up",
        [typeof(SqliteBatchWriter)] = "usage of an import that is on record",
        [typeof(SqliteRecordWriter)] = "usage of an import that is on record",
        [typeof(SqlitePostStore)] = "posts of a key, which are on record once a day",
        [typeof(PostRows)] = "posts of a key, which are on record once a day",
        [typeof(SqliteUsageStore)] = "usage of an import that is on record",
        [typeof(SqliteSealedWeeks)] = "lays stored sums out anew; no figure changes",
        [typeof(SqliteWriteGate)] = "saves a filter that is read from stored keys",
        [typeof(SqlServerStaging)] = "rows on their way into an import that is on record",
        [typeof(StagedCommands)] = "runs what its callers prepare",
        [typeof(SqliteRerateStore)] = "the corrections of a run that is on record",
        [typeof(LedgerFile)] = "sets the ledger's own file up; what it holds is a journal itself",
        [typeof(SqliteLedgerStatements)] = "holds and debits of calls, which are a journal themselves",
        [typeof(DbLedgerStatements)] = "holds and debits of calls, which are a journal themselves",
        [typeof(SqlServerLedgerDatabase)] = "makes the ledger's tables",
    };

    public static TheoryData<string> MethodsWithAnActor() => [.. Names()];

    private static IEnumerable<string> Names() =>
        Core.Methods.Where(m => m.IsPublic && m.DeclaringType is { IsVisible: true } && m.GetParameters().Any(p => p.ParameterType == typeof(Actor)) && Writes(m)).Select(NameOf).Distinct();

    [Theory]
    [MemberData(nameof(MethodsWithAnActor))]
    public void Method_ThatTakesAnActorAndWrites_LeavesAnEntry(string name) =>
        Assert.Contains(Core.Methods.Where(m => NameOf(m) == name), m => Core.Reach(m, IsWrite).Any(IsNote));

    [Fact]
    public void Type_ThatWrites_NotesItOrIsKnownNotToNeedIt()
    {
        var writers = Core.Methods.Where(m => Core.CalleesOf(m).Any(IsWrite)).Select(m => Outermost(m.DeclaringType!)).ToHashSet();

        var silent = writers.Where(t => !Exempt.ContainsKey(t) && !Core.Methods.Any(m => Outermost(m.DeclaringType!) == t && Core.CalleesOf(m).Any(IsNote)));

        var faults = silent.Select(t => $"{t.FullName} writes without AuditTrail.Add; if that is right, say here why.")
            .Concat(Exempt.Keys.Except(writers).Select(t => $"{t.Name} does not write itself: take it off the list.")).ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Search_FindsKnownWriters()
    {
        var names = Names().ToList();

        Assert.Contains("PriceEditor.AddAsync", names);
        Assert.Contains("MonthEditor.CloseAsync", names);
        Assert.Contains("ImportEditor.CancelAsync", names);
        Assert.Contains("DemoCompany.RemoveAsync", names);
    }

    private static bool Writes(MethodBase method) => Core.Reach(method, IsWrite).Any(IsWrite);

    private static bool IsNote(MethodBase called) => called.DeclaringType == typeof(AuditTrail) && called.Name is nameof(AuditTrail.Add) or nameof(AuditTrail.AddSaved);

    private static bool IsWrite(MethodBase called) => called.Name is
        "SaveChanges" or "SaveChangesAsync" or "ExecuteUpdateAsync" or "ExecuteDeleteAsync" or "ExecuteUpdate" or "ExecuteDelete" or "ExecuteSqlRawAsync" or "ExecuteSqlAsync"
        or "ExecuteSqlRaw" or "ExecuteNonQuery" or "ExecuteNonQueryAsync" or "WriteToServer" or "WriteToServerAsync"
        || (called.DeclaringType == typeof(SqliteStatement) && called.Name == nameof(SqliteStatement.Run));

    private static string NameOf(MethodBase method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
