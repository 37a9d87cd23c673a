namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>The files, sockets and the like that this process has open.</summary>
internal static class OpenFiles
{
    public static int Count() => OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;

    /// <summary>Waits until no more are open than before, but for a few that the runtime opens for itself.</summary>
    public static Task WaitForAsync(int before) => InTimeExtensions.Eventually(() => Count() <= before + 20, $"{before} files were open, then {Count()}");
}
