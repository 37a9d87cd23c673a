namespace Thriftscope.Cli.Running;

/// <summary>
/// What .NET's runtime has in the temporary folder so that tools can attach to this process. It would delete them at its end, which
/// a replaced process does not reach, and the next runtime with the same process id wants the same names.
/// https://learn.microsoft.com/dotnet/core/diagnostics/diagnostic-port
/// </summary>
internal static class DiagnosticFiles
{
    public static void Delete()
    {
        foreach (string pattern in new[] { "dotnet-diagnostic", "clr-debug-pipe" })
        {
            foreach (string file in Directory.EnumerateFiles(Path.GetTempPath(), $"{pattern}-{Environment.ProcessId}-*"))
            {
                try
                {
                    File.Delete(file);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // Tools will not find the program; it runs all the same.
                }
            }
        }
    }
}
