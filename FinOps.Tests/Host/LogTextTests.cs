using FinOps.Web.Host;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Host;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("one\ntwo", "one\\ntwo")]
    [InlineData("one\r\ntwo", "one\\r\\ntwo")]
    [InlineData("a\tb", "a\\tb")]
    [InlineData("\u001b[31mred", "\\u001b[31mred")]
    [InlineData("x\u2028y\u0085z", "x\\u2028y\\u0085z")]
    [InlineData("abc\u202etxt.exe", "abc\\u202etxt.exe")]
    [InlineData("plain – text 漢", "plain – text 漢")]
    public void Text_OfAnyKind_StaysOnOneLine(string text, string line) => Assert.Equal(line, LogText.OneLine(text));

    [Theory]
    [InlineData("key lfk_0123abcd_0123456789abcdef0123456789abcdef0123456789abcdef refused", "key lfk_0123abcd_*** refused")]
    [InlineData("Authorization: Bearer abcdefghijkl", "Authorization: ***")]
    [InlineData("Server=x;Password=hunter2;Encrypt=true", "Server=x;Password=***;Encrypt=true")]
    [InlineData("{\"client_secret\":\"abc-def\"}", "{\"client_secret\":\"***\"}")]
    [InlineData("got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl here", "got *** here")]
    [InlineData("sk-proj-0123456789abcdefghij", "sk-***")]
    [InlineData("the secret of success", "the secret of success")]
    public void Text_WithASecret_LosesIt(string text, string without) => Assert.Equal(without, LogText.OneLine(text));

    [Fact]
    public void Event_WithAFault_IsOneLine()
    {
        using var output = new StringWriter();
        var fault = Assert.Throws<InvalidOperationException>(new Action(() => throw new InvalidOperationException("first\nsecond")));
        var entry = new LogEntry<string>(LogLevel.Error, "Area", default, "a\nb", fault, (state, _) => state);

        new LineFormatter(new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 10, 30, 0, TimeSpan.Zero))).Write(entry, null, output);

        var line = output.ToString();
        Assert.StartsWith("2026-11-24T10:30:00.000Z fail Area: a\\nb | System.InvalidOperationException: first\\nsecond", line, StringComparison.Ordinal);
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
    }
}
