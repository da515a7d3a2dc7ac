using FinOps.Core.Access;

namespace FinOps.Tests.Access;

public sealed class ApiKeyTextTests
{
    [Fact]
    public void New_IsReadAgain_AndNeverTheSame()
    {
        var texts = Enumerable.Range(0, 1_000).Select(_ => ApiKeyText.New("lfk_01234567")).ToList();

        Assert.All(texts, t => Assert.True(ApiKeyText.TryRead(t, out var prefix) && prefix == "lfk_01234567"));
        Assert.All(texts, t => Assert.Matches("^lfk_[0-9a-f]{8}_[0-9A-Za-z]{38}$", t));
        Assert.Distinct(texts);
    }

    [Fact]
    public void TryRead_OneCharacterWrong_IsNoKey()
    {
        var text = ApiKeyText.New(ApiKeyText.NewPrefix());

        Assert.All(Enumerable.Range(0, text.Length), i =>
        {
            var typo = text.ToCharArray();
            typo[i] = typo[i] == '7' ? '8' : '7';
            Assert.False(ApiKeyText.TryRead(new string(typo), out _), $"typo at {i}");
        });
    }

    [Fact]
    public void TryRead_NeighborsSwappedOrCutOff_IsNoKey()
    {
        var text = ApiKeyText.New(ApiKeyText.NewPrefix());

        for (var i = 13; i < text.Length - 1; i++)
        {
            var swapped = text[..i] + text[i + 1] + text[i] + text[(i + 2)..];
            Assert.Equal(swapped == text, ApiKeyText.TryRead(swapped, out _));
            Assert.False(ApiKeyText.TryRead(text[..i], out _));
        }
    }

    [Theory]
    [InlineData("lfk_01234567_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true)] // of an early version
    [InlineData("lfk_01234567_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaag", false)]
    [InlineData("lfk_0123456G_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("lfk_01234567_", false)]
    [InlineData("lfk_01234567", false)]
    [InlineData("", false)]
    public void TryRead_OfForm_TellsKeys(string text, bool expected) => Assert.Equal(expected, ApiKeyText.TryRead(text, out _));
}
