using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Access;

/// <summary>The peppers that this process knows. Keys are hashed with the current one; hashes by others are recognized.</summary>
internal sealed class PepperSet
{
    private readonly FrozenDictionary<string, byte[]> secrets;

    public PepperSet(IReadOnlyList<byte[]> newestFirst)
    {
        Current = IdOf(newestFirst[0]);
        secrets = newestFirst.DistinctBy(IdOf).ToFrozenDictionary(IdOf, StringComparer.Ordinal);
    }

    /// <summary>The id of the pepper for new hashes.</summary>
    public string Current { get; }

    public bool Knows(string id) => id.Length == 0 || secrets.ContainsKey(id);

    /// <summary>The hash of a key's text by a pepper, or the plain one of early versions for an empty id; null when the pepper is unknown.</summary>
    public byte[]? Hash(string id, string text) => id.Length == 0
        ? ApiKeyText.EarlyHash(text)
        : secrets.TryGetValue(id, out var pepper) ? HMACSHA256.HashData(pepper, Encoding.UTF8.GetBytes(text)) : null;

    private static string IdOf(byte[] pepper) => Convert.ToHexStringLower(HMACSHA256.HashData(pepper, "id of the pepper"u8)[..8]);
}

/// <summary>Finds the peppers: those of the settings, and the one that the product made for itself.</summary>
internal sealed partial class KeyPeppers(
    IOptions<ApiKeyOptions> options, IDbContextFactory<FinOpsDbContext> contexts, ISecretProtection protection, TimeProvider time, ILogger<KeyPeppers> logger) : IDisposable
{
    private const string Name = "api-key-pepper";
    private const int Bytes = 32;
    private readonly SemaphoreSlim turn = new(1, 1);
    private PepperSet? known;

    /// <summary>The peppers; read once.</summary>
    /// <exception cref="InvalidOperationException">The product's own pepper cannot be read any more and no other is set.</exception>
    public async ValueTask<PepperSet> GetAsync(CancellationToken cancellation)
    {
        if (known is { } ready)
        {
            return ready;
        }

        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return known ??= await ReadAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<PepperSet> ReadAsync(CancellationToken cancellation)
    {
        var set = new[] { options.Value.Pepper, options.Value.OldPepper }.Where(p => p.Length > 0).Select(Encoding.UTF8.GetBytes).ToList();
        var isSet = options.Value.Pepper.Length > 0;
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var stored = await StoredAsync(context, cancellation).ConfigureAwait(false);
        if (stored is null && !isSet)
        {
            stored = await MakeAsync(context, cancellation).ConfigureAwait(false);
        }

        if (stored is not null && Open(stored, isSet) is { } own)
        {
            set.Insert(isSet ? set.Count : 0, own);
        }

        return new PepperSet(set);
    }

    private static Task<string?> StoredAsync(FinOpsDbContext context, CancellationToken cancellation) =>
        context.ServerSecrets.AsNoTracking().Where(s => s.Name == Name).Select(s => s.Protected).FirstOrDefaultAsync(cancellation);

    private async Task<string> MakeAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var made = protection.Protect(RandomNumberGenerator.GetBytes(Bytes));
        context.ServerSecrets.Add(new ServerSecret { Name = Name, Protected = made, CreatedAtMicros = time.NowMicros() });
        try
        {
            await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
            return made;
        }
        catch (DbUpdateException)
        {
            // Another process was first.
            context.ChangeTracker.Clear();
            return await StoredAsync(context, cancellation).ConfigureAwait(false) ?? throw new InvalidOperationException("The pepper of the API keys can neither be stored nor read.");
        }
    }

    private byte[]? Open(string stored, bool isOther)
    {
        try
        {
            return protection.Unprotect(stored);
        }
        catch (CryptographicException lost)
        {
            CannotOpen(logger, lost);
            return isOther ? null : throw new InvalidOperationException("The pepper of the API keys cannot be read. Restore the protection keys, or set ApiKeys:Pepper and make new keys.", lost);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The pepper that API keys were hashed with cannot be read: the protection keys of the database are gone or changed. Keys hashed with it are refused")]
    private static partial void CannotOpen(ILogger logger, Exception exception);
}
