using FinOps.Jobs;

namespace FinOps.Tests.Jobs;

public sealed class ImportLanesTests
{
    [Fact]
    public void Lanes_WithoutAsking_StayClosed()
    {
        using var lanes = new ImportLanes();

        Assert.False(lanes.TryEnter());
    }

    [Fact]
    public void Request_WhileBothLanesAreTaken_IsPickedUpByTheNextThatLeaves()
    {
        using var lanes = new ImportLanes();
        Enter(lanes);
        Enter(lanes);
        lanes.Ask();
        Assert.False(lanes.TryEnter());

        lanes.Leave();

        Assert.True(lanes.TryEnter());
        lanes.Leave();
        Assert.False(lanes.TryEnter());
    }

    private static void Enter(ImportLanes lanes)
    {
        lanes.Ask();
        Assert.True(lanes.TryEnter());
    }
}
