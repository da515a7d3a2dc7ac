using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing;

/// <summary>Adds and ends mappings of names to models. Nothing is ever edited: the newest row of a name whose start has come is in force.</summary>
public sealed class ModelMappingEditor(IDbContextFactory<FinOpsDbContext> contexts, PriceBook book, StepUp stepUp, TimeProvider time)
{
    /// <summary>Stores a mapping or its end, or tells every fault of the draft.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage prices.</exception>
    public async Task<ModelMappingResult> AddAsync(ModelMappingDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.MapModel);
        if (stepUp.Check(actor) is { } proof)
        {
            return new ModelMappingResult.Unproved(proof);
        }

        var prices = await book.CurrentAsync(cancellation);
        var faults = Rules(draft, prices).Where(r => r.IsWrong).Select(r => new PriceFault(r.Field, r.Message)).ToList();
        if (faults.Count > 0)
        {
            return new ModelMappingResult.Invalid(faults);
        }

        var mapping = new ModelMapping
        {
            Provider = ProviderAliases.Canonical(draft.Provider),
            Name = draft.Name.Trim(),
            BaseModel = draft.BaseModel.Trim(),
            Kind = draft.Kind,
            ValidFromMicros = Instants.ToMicros(draft.ValidFromUtc!.Value),
            Reason = draft.Reason.Trim(),
            CreatedBy = actor.Name,
            CreatedAtMicros = time.NowMicros(),
        };
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.ModelMappings.Add(mapping);
        AuditTrail.Add(
            context, actor, mapping.BaseModel.Length == 0 ? "model-mapping.end" : "model-mapping.add", $"model-mapping:{mapping.Provider}/{mapping.Name}",
            prices.Mappings.LastOrDefault(m => IsOf(m, mapping.Provider, mapping.Name)) is { } before ? Facts(before) : null, Facts(mapping), mapping.Reason);
        await context.SaveChangesAsync(cancellation);
        book.Invalidate();
        return new ModelMappingResult.Saved(mapping.Id);
    }

    private static object Facts(ModelMapping mapping) => new { mapping.BaseModel, mapping.Kind, ValidFrom = Instants.ToUtc(mapping.ValidFromMicros) };

    private static IEnumerable<(bool IsWrong, string Field, string Message)> Rules(ModelMappingDraft draft, PriceSnapshot prices)
    {
        var (provider, name, model) = (ProviderAliases.Canonical(draft.Provider), draft.Name.Trim(), draft.BaseModel.Trim());
        yield return (provider.Length == 0, nameof(draft.Provider), "Name the provider as it stands in the logs.");
        yield return (provider.Length > 128, nameof(draft.Provider), "At most 128 characters.");
        yield return (name.Length == 0, nameof(draft.Name), "Give the name as it stands in the logs.");
        yield return (name.Length > 256, nameof(draft.Name), "At most 256 characters.");
        yield return (model.Length > 256, nameof(draft.BaseModel), "At most 256 characters.");
        yield return (model.Length > 0 && string.Equals(model, name, StringComparison.OrdinalIgnoreCase), nameof(draft.BaseModel), "A name cannot stand for itself; leave the model empty to end the mapping.");
        yield return (model.Length > 0 && provider.Length > 0 && !prices.Knows(provider, model), nameof(draft.BaseModel), $"No price names {model} of {provider}; add its price first or choose another model.");
        yield return (model.Length == 0 && name.Length > 0 && !prices.Mappings.Any(m => IsOf(m, provider, name)), nameof(draft.BaseModel), "There is no mapping to end; give the model that the name stands for.");
        yield return (draft.ValidFromUtc is null, nameof(draft.ValidFromUtc), "Say from when it counts.");
        yield return (string.IsNullOrWhiteSpace(draft.Reason), nameof(draft.Reason), "Say why, for those who look at the figures later.");
        yield return (draft.Reason.Length > 1024, nameof(draft.Reason), "At most 1,024 characters.");
    }

    private static bool IsOf(ModelMapping mapping, string provider, string name) =>
        ProviderAliases.Canonical(mapping.Provider) == provider && string.Equals(mapping.Name, name, StringComparison.OrdinalIgnoreCase);
}
