namespace FinOps.Tests;

/// <summary>Takes away what a test left on disk.</summary>
internal static class TempFolders
{
    /// <summary>Deletes a folder with all in it. Something that has just ended may still be writing there: then a few more tries, and at last the system's own cleaning has to do.</summary>
    public static void Remove(string folder)
    {
        for (var tries = 0; tries < 5; tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (IOException)
            {
                Thread.Sleep(100);
            }
        }
    }
}
