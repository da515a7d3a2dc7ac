using FinOps.Core.Data;

namespace FinOps.Core.Pricing;

/// <summary>A name with what it stands for.</summary>
/// <param name="Current">The mapping in force now; null when it ended or has not begun.</param>
/// <param name="History">All rows of the name, newest first.</param>
public sealed record MappedName(string Provider, string Name, ModelMapping? Current, IReadOnlyList<ModelMapping> History);

/// <summary>Reads the mappings of names to models.</summary>
public sealed class ModelMappingQueries(PriceBook book, TimeProvider time)
{
    /// <summary>Every name that is or was mapped, by provider and name.</summary>
    public async Task<IReadOnlyList<MappedName>> AllAsync(CancellationToken cancellation)
    {
        var now = time.NowMicros();
        var rows = (await book.CurrentAsync(cancellation)).Mappings;
        return
        [
            .. from mapping in rows
               group mapping by (mapping.Provider, Name: mapping.Name.ToUpperInvariant()) into name
               let history = name.OrderByDescending(m => m.Id).ToList()
               let current = history.Find(m => m.ValidFromMicros <= now)
               orderby name.Key.Provider, name.Key.Name
               select new MappedName(name.Key.Provider, history[0].Name, current is { BaseModel.Length: > 0 } ? current : null, history),
        ];
    }
}
