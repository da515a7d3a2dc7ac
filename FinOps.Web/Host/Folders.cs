namespace FinOps.Web.Host;

/// <summary>Folders that the program writes to.</summary>
public static class Folders
{
    /// <summary>Creates the folder where it is missing and proves that a file can be written there.</summary>
    /// <exception cref="StartFaultException">It cannot; the message names the setting that leads there.</exception>
    public static void DemandWritable(string folder, string setting)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var probe = new FileStream(Path.Combine(folder, $".write-test-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartFaultException($"{setting}: the folder {folder} cannot be written: {exception.Message}", exception);
        }
    }
}
