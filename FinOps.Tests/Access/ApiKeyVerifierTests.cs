using System.Security.Cryptography;
using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FinOps.Tests.Access;

public sealed class ApiKeyVerifierTests
{
    private const string EarlyKey = "lfk_0badcafe_0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Verify_TenThousandRandomTexts_OpenNothing()
    {
        await using var lab = await KeyLab.OpenAsync();
        var made = await lab.MakeAsync();
        var random = new Random(7);

        for (var i = 0; i < 10_000; i++)
        {
            var text = (i % 4) switch
            {
                0 => ApiKeyText.New(made.Key.Prefix), // well formed, another secret
                1 => ApiKeyText.New(ApiKeyText.NewPrefix()),
                2 => made.Key.Prefix + "_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)),
                _ => Noise(random),
            };
            Assert.False(await lab.OpensAsync(text), text);
        }

        Assert.True(await lab.OpensAsync(made.Text));
        Assert.Equal(1, (await lab.FindAsync(made.Key.Prefix)).RequestsOnDay);
    }

    [Fact]
    public async Task Verify_AKeyOfAnEarlyVersion_OpensAndMovesToThePepper()
    {
        await using var lab = await KeyLab.OpenAsync();
        await using (var context = lab.NewContext())
        {
            context.ApiKeys.Add(new ApiKey { Name = "old", Prefix = EarlyKey[..12], SecretHash = SHA256.HashData(Encoding.UTF8.GetBytes(EarlyKey[13..])), Scopes = "ingest,read" });
            await context.SaveChangesAsync();
        }

        Assert.False(await lab.OpensAsync(EarlyKey[..^1] + "0"));
        Assert.True(await lab.OpensAsync(EarlyKey));
        Assert.True(await lab.OpensAsync(EarlyKey));
        await lab.Get<ApiKeyUses>().SaveAsync(default);
        lab.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await lab.OpensAsync(EarlyKey));
        Assert.False(await lab.OpensAsync(EarlyKey[..^1] + "0"));
        var key = Assert.Single(await lab.ReadAsync(c => c.ApiKeys));
        Assert.NotEmpty(key.HashedWith);
        Assert.NotEqual(SHA256.HashData(Encoding.UTF8.GetBytes(EarlyKey[13..])), key.SecretHash);
        Assert.Equal((2L, "10.0.0.5", (long?)null), (key.RequestsOnDay, key.LastUsedFrom, key.ExpiresAtMicros));
    }

    [Fact]
    public async Task Verify_Rotated_TakesBothUntilTheTickAndThenTheNewOne()
    {
        await using var lab = await KeyLab.OpenAsync();
        var made = await lab.MakeAsync();
        var until = Lab.Now.UtcDateTime.AddHours(24);

        var rotated = Assert.IsType<ApiKeyResult.Made>(await lab.Get<ApiKeyEditor>().RotateAsync(made.Key.Prefix, new ApiKeyRotation(until), Lab.Tester, default));

        Assert.Equal(made.Key.Prefix, rotated.Text[..12]);
        Assert.True(await lab.OpensAsync(made.Text) && await lab.OpensAsync(rotated.Text));
        lab.Clock.SetUtcNow(until.AddTicks(-TimeSpan.TicksPerMicrosecond));
        Assert.True(await lab.OpensAsync(made.Text) && await lab.OpensAsync(rotated.Text));
        lab.Clock.SetUtcNow(until);
        Assert.False(await lab.OpensAsync(made.Text));
        Assert.True(await lab.OpensAsync(rotated.Text));
    }

    [Fact]
    public async Task Verify_Expired_IsRefusedFromTheTickOn()
    {
        await using var lab = await KeyLab.OpenAsync();
        var draft = KeyLab.Draft();
        draft.ExpiresUtc = Lab.Now.UtcDateTime.AddDays(3);
        var made = await lab.MakeAsync(draft);

        lab.Clock.SetUtcNow(draft.ExpiresUtc.Value.AddTicks(-TimeSpan.TicksPerMicrosecond));
        var verified = await lab.Get<ApiKeyVerifier>().VerifyAsync(made.Text, null, default);
        Assert.True(verified!.IsEnding);
        lab.Clock.SetUtcNow(draft.ExpiresUtc.Value);
        Assert.False(await lab.OpensAsync(made.Text));
    }

    [Fact]
    public async Task Verify_RevokedInAnotherProcess_IsRefusedWithinHalfASecond()
    {
        await using var lab = await KeyLab.OpenAsync();
        using var other = OtherProcess(lab, new ApiKeyOptions());
        var made = await lab.MakeAsync();
        Assert.NotNull(await other.VerifyAsync(made.Text, null, default));

        Assert.IsType<ApiKeyResult.Saved>(await lab.Get<ApiKeyEditor>().RevokeAsync(made.Key.Prefix, "leaked", Lab.Tester, default));

        Assert.False(await lab.OpensAsync(made.Text));
        lab.Clock.Advance(ApiKeyVerifier.Freshness - TimeSpan.FromTicks(1));
        Assert.NotNull(await other.VerifyAsync(made.Text, null, default));
        lab.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await other.VerifyAsync(made.Text, null, default));
    }

    [Fact]
    public async Task Verify_ManyTimes_AsksTheDatabaseTwiceASecondAtMost()
    {
        await using var lab = await KeyLab.OpenAsync();
        var counted = new CountedContexts(lab.Get<IDbContextFactory<FinOpsDbContext>>());
        using var verifier = OtherProcess(lab, new ApiKeyOptions(), counted);
        var made = await lab.MakeAsync();
        Assert.NotNull(await verifier.VerifyAsync(made.Text, null, default));
        var before = counted.Created;

        for (var i = 0; i < 2_000; i++)
        {
            Assert.NotNull(await verifier.VerifyAsync(made.Text, null, default));
            Assert.Null(await verifier.VerifyAsync(ApiKeyText.New("lfk_00000000"), null, default));
            lab.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(3, counted.Created - before);
    }

    [Fact]
    public async Task Verify_OtherPepper_OpensWhereTheOldOneIsKnown()
    {
        await using var lab = await KeyLab.OpenAsync();
        var made = await lab.MakeAsync();
        var first = new ApiKeyOptions { Pepper = new string('a', 32) };
        var second = new ApiKeyOptions { Pepper = new string('b', 32), OldPepper = first.Pepper };
        var third = new ApiKeyOptions { Pepper = new string('c', 32) };

        Assert.True(await UsedAsync(lab, first, made.Text)); // from the product's own pepper
        Assert.True(await UsedAsync(lab, second, made.Text));
        Assert.False(await UsedAsync(lab, third, made.Text));
        Assert.False(await UsedAsync(lab, first, made.Text));
        Assert.True(await UsedAsync(lab, second, made.Text));
    }

    [Fact]
    public async Task Peppers_ProtectionLost_SaySoUnlessAnotherIsSet()
    {
        await using var lab = await KeyLab.OpenAsync();
        await lab.MakeAsync();
        var (lost, contexts) = (new LostProtection(), lab.Get<IDbContextFactory<FinOpsDbContext>>());

        using var own = new KeyPeppers(Options.Create(new ApiKeyOptions()), contexts, lost, lab.Clock, NullLogger<KeyPeppers>.Instance);
        using var set = new KeyPeppers(Options.Create(new ApiKeyOptions { Pepper = new string('a', 32) }), contexts, lost, lab.Clock, NullLogger<KeyPeppers>.Instance);

        await Assert.ThrowsAsync<InvalidOperationException>(() => own.GetAsync(default).AsTask());
        Assert.NotEmpty((await set.GetAsync(default)).Current);
    }

    private static string Noise(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(0, 120)).Select(_ => (char)random.Next(32, random.Next(33, 0x2FFF))));

    private static ApiKeyVerifier OtherProcess(Lab lab, ApiKeyOptions options, IDbContextFactory<FinOpsDbContext>? contexts = null, ApiKeyUses? uses = null)
    {
        contexts ??= lab.Get<IDbContextFactory<FinOpsDbContext>>();
        var peppers = new KeyPeppers(Options.Create(options), contexts, new OpenSecrets(), lab.Clock, NullLogger<KeyPeppers>.Instance);
        return new ApiKeyVerifier(contexts, peppers, uses ?? new ApiKeyUses(contexts), Options.Create(options), lab.Clock, NullLogger<ApiKeyVerifier>.Instance);
    }

    /// <summary>Uses a key in a process with these settings, which then ends.</summary>
    private static async Task<bool> UsedAsync(Lab lab, ApiKeyOptions options, string text)
    {
        var uses = new ApiKeyUses(lab.Get<IDbContextFactory<FinOpsDbContext>>());
        using var verifier = OtherProcess(lab, options, uses: uses);
        var opens = await verifier.VerifyAsync(text, null, default) is not null;
        await uses.SaveAsync(default);
        return opens;
    }

    private sealed class CountedContexts(IDbContextFactory<FinOpsDbContext> inner) : IDbContextFactory<FinOpsDbContext>
    {
        public int Created { get; private set; }

        public FinOpsDbContext CreateDbContext()
        {
            Created++;
            return inner.CreateDbContext();
        }
    }

    private sealed class LostProtection : ISecretProtection
    {
        public string Protect(byte[] secret) => throw new NotSupportedException();

        public byte[] Unprotect(string text) => throw new CryptographicException("The key was not found in the key ring.");
    }
}
