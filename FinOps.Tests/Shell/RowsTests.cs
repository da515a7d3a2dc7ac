using FinOps.Web.Shell;

namespace FinOps.Tests.Shell;

public sealed class RowsTests
{
    private static readonly TableColumn<(string Name, long? Spend)>[] Columns =
    [
        new("name", "Name", ColumnKind.Text, r => r.Name),
        new("spend", "Spend", ColumnKind.Usd, r => r.Spend),
    ];

    private static readonly (string Name, long? Spend)[] All = [("beta", 2), ("Alpha", 30), ("gamma", null), ("alphabet", 1)];

    [Theory]
    [InlineData("-spend", null, "Alpha,beta,alphabet,gamma")]
    [InlineData("spend", null, "alphabet,beta,Alpha,gamma")]
    [InlineData("name", null, "Alpha,alphabet,beta,gamma")]
    [InlineData("-name", " ALPHA ", "alphabet,Alpha")]
    [InlineData("nonsense", null, "beta,Alpha,gamma,alphabet")]
    [InlineData(null, "zeta", "")]
    public void Arrange_ByOrderAndWords_GivesRows(string? sort, string? words, string expected) =>
        Assert.Equal(expected, string.Join(',', Rows.Arrange(All, Columns, sort, words).Select(r => r.Name)));
}
