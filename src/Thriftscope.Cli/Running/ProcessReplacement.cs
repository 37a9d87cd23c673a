using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Thriftscope.Cli.Running;

/// <summary>
/// Lets a program take the place of this one: process id, terminal, standard input, signals and exit code are its own, with nothing
/// in between that would have to pass them on.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static partial class ProcessReplacement
{
    /// <summary>Does not return, but when it has failed.</summary>
    /// <returns>What has gone wrong.</returns>
    public static IOException Replace(string file, IReadOnlyList<string> arguments)
    {
        DiagnosticFiles.Delete();
        _ = Execute(file, [file, .. arguments, null]);
        return new IOException($"{file} can't be started: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Execute(string path, string?[] arguments);
}
