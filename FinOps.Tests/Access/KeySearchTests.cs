using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Web.Access.Keys;

namespace FinOps.Tests.Access;

public sealed class KeySearchTests
{
    private const long Now = 100 * Instants.MicrosPerDay;
    private static readonly TimeSpan Warning = TimeSpan.FromDays(14);

    private static readonly ApiKey[] Keys =
    [
        new() { Prefix = "lfk_00000001", Name = "active", ExpiresAtMicros = Now + (15 * Instants.MicrosPerDay) },
        new() { Prefix = "lfk_00000002", Name = "expiring", ExpiresAtMicros = Now + (14 * Instants.MicrosPerDay) },
        new() { Prefix = "lfk_00000003", Name = "expired", ExpiresAtMicros = Now },
        new() { Prefix = "lfk_00000004", Name = "revoked", ExpiresAtMicros = Now, RevokedAtMicros = Now - 1 },
        new() { Prefix = "lfk_00000005", Name = "rotating", OldSecretHash = [1], OldUntilMicros = Now + 1 },
        new() { Prefix = "lfk_00000006", Name = "rotated", OldSecretHash = [1], OldUntilMicros = Now },
    ];

    [Theory]
    [InlineData("", "active expiring rotating rotated")]
    [InlineData("?state=all", "active expiring expired revoked rotating rotated")]
    [InlineData("?state=expiring", "expiring")]
    [InlineData("?state=expired", "expired")]
    [InlineData("?state=revoked", "revoked")]
    [InlineData("?state=rotating", "rotating")]
    [InlineData("?state=nonsense&q=LFK_00000001", "active")]
    [InlineData("?q=exp&state=all", "expiring expired")]
    public void Find_ByStateAndWords_ReadsTheAddress(string query, string expected) =>
        Assert.Equal(expected.Split(' '), KeySearch.Parse(query).Find(Keys, Now, Warning).Select(k => k.Name));

    [Theory]
    [InlineData("")]
    [InlineData("?q=a%20b&state=revoked")]
    public void ToQuery_ReadAgain_IsTheSame(string query) => Assert.Equal(query, KeySearch.Parse(query).ToQuery());

    [Fact]
    public void Effects_TellUseInPlainFigures()
    {
        var key = new ApiKey { Name = "gateway", LastUsedAtMicros = Now - (3 * 60 * Instants.MicrosPerSecond), LastUsedFrom = "10.0.0.5", UsedDay = 100, RequestsOnDay = 1240 };

        Assert.Equal(
            "gateway: used 3 minutes ago from 10.0.0.5. From now on requests like the 1,240 of today are refused, within a second everywhere. It cannot be undone.",
            KeyText.RevokeEffect(key, Now));
        Assert.StartsWith("The new secret works at once. The present one works on until 1970-04-12 00:00 UTC.", KeyText.RotateEffect(key, TimeSpan.FromDays(1), Now), StringComparison.Ordinal);
    }
}
