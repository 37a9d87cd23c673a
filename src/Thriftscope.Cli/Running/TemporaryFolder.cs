namespace Thriftscope.Cli.Running;

/// <summary>Makes the folder that a program is prepared in, which only this user can read.</summary>
internal static class TemporaryFolder
{
    private const string Prefix = "thriftscope-";

    // The agent deletes the folder within seconds. Where the program ended before that, nobody is left to do it.
    private static readonly TimeSpan NeededFor = TimeSpan.FromHours(1);

    public static string Create()
    {
        try
        {
            DeleteAbandoned();
            return Directory.CreateTempSubdirectory(Prefix).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"No folder can be made in {Path.GetTempPath()}, which a woven copy of Thrift.dll needs for a moment. "
                + "Set TMPDIR (TEMP on Windows) to one that can be written.",
                e);
        }
    }

    private static void DeleteAbandoned()
    {
        foreach (string folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > NeededFor)
                    Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's, or another process is at it.
            }
        }
    }
}
