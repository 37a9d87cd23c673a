using System.Diagnostics;

namespace Thriftscope.ApacheThrift.Auto.Tests;

/// <summary>Runs programs, for a limited time.</summary>
internal static class Dotnet
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => StartAsync("dotnet", arguments);

    /// <returns>The exit code, and what was printed to either output.</returns>
    public static async Task<(int ExitCode, string Output)> StartAsync(string file, params string[] arguments)
    {
        ProcessStartInfo start = new(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // A server of the compiler or of MSBuild that outlives the command would keep its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await error);
    }
}
