namespace FinOps.Jobs;

/// <summary>
/// Lets two imports run at a time in this process: a small log does not wait behind a huge one, and memory stays bounded.
/// Nobody waits here: who finds both lanes taken leaves a request behind, which a lane picks up when it becomes free.
/// </summary>
public sealed class ImportLanes : IDisposable
{
    private readonly SemaphoreSlim lanes = new(2);
    private int isWanted;

    /// <summary>Asks for someone to look at the queue from now on.</summary>
    public void Ask() => Volatile.Write(ref isWanted, 1);

    /// <summary>Takes a lane, when one is free and someone has asked. Release it with <see cref="Leave"/> and try again: someone may have asked meanwhile.</summary>
    public bool TryEnter()
    {
        if (Volatile.Read(ref isWanted) == 0 || !lanes.Wait(0))
        {
            return false;
        }

        Volatile.Write(ref isWanted, 0);
        return true;
    }

    public void Leave() => lanes.Release();

    public void Dispose() => lanes.Dispose();
}
