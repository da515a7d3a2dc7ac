namespace FinOps.Core.Operations;

/// <summary>
/// Shows other processes that someone has the embedded database open, by a lock on a file beside it. The lock ends with the process,
/// however that ends.
/// </summary>
public sealed class DatabaseInUse(DatabaseDisk disk) : IDisposable
{
    private FileStream? held;

    private string Path => disk.File + ".lock";

    /// <summary>Shares the database with others until this is disposed.</summary>
    /// <exception cref="IOException">Someone has it alone: it is being restored.</exception>
    public void Share()
    {
        if (disk.File is not null && held is null)
        {
            held = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
        }
    }

    /// <summary>Takes the database alone; null while anyone shares it.</summary>
    public IDisposable? TryTakeAlone()
    {
        try
        {
            return new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => held?.Dispose();
}
