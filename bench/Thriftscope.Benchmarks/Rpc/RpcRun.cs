using System.Diagnostics;
using System.Globalization;
using Thriftscope.Benchmarks.Reporting;

namespace Thriftscope.Benchmarks.Rpc;

/// <summary>
/// Starts the servers and the callers, each a process of its own. Where they run is the same for both peers, since it alone
/// can change the figures fourfold: all share two cores. (A core each would leave .NET's thread pool to spin on its only one.)
/// </summary>
internal static class RpcRun
{
    private const string Cores = "0,1";

    public static IReadOnlyList<BenchResult> Measure(TimeSpan round)
    {
        using Process ours = Start("serve", "thriftscope");
        using Process apache = Start("serve", "apache");
        using Process echo = Start("serve", "echo");
        string milliseconds = round.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
        using Process client = Start("call", ReadPort(ours), ReadPort(apache), ReadPort(echo), milliseconds);
        string results = client.StandardOutput.ReadToEnd();
        client.WaitForExit();
        // A server stops at the end of its input.
        ours.StandardInput.Close();
        apache.StandardInput.Close();
        echo.StandardInput.Close();
        return client.ExitCode == 0 ? BenchResult.FromJson(results) : throw new InvalidOperationException("The callers failed.");
    }

    private static string ReadPort(Process server) => server.StandardOutput.ReadLine() ?? throw new InvalidOperationException("A server did not start.");

    private static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new("taskset") { RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] command = ["-c", Cores, "dotnet", typeof(RpcRun).Assembly.Location, .. arguments];
        foreach (string argument in command)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
