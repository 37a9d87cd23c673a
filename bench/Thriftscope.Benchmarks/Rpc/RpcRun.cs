using System.Diagnostics;
using System.Globalization;
using Thriftscope.Benchmarks.Reporting;

namespace Thriftscope.Benchmarks.Rpc;

/// <summary>
/// Starts the servers and the callers, each a process of its own. Where they run is the same for all peers, since it alone
/// can change the figures fourfold: all share two cores. (A core each would leave .NET's thread pool to spin on its only one.)
/// </summary>
internal static class RpcRun
{
    private const string Cores = "0,1";

    private static readonly Dictionary<string, Func<Task<int>>> Servers = new()
    {
        ["thriftscope"] = ThriftscopePeer.ServeAsync,
        ["typed"] = TypedPeer.ServeAsync,
        ["apache"] = ApachePeer.ServeAsync,
        ["echo"] = EchoPeer.ServeAsync,
        ["grpc"] = GrpcPeer.ServeAsync,
    };

    public static IReadOnlyList<BenchResult> Measure(TimeSpan round)
    {
        Process[] servers = [.. Servers.Keys.Select(name => Start("serve", name))];
        string[] ports = [.. Servers.Keys.Zip(servers, (name, server) => $"{name}={ReadPort(server)}")];
        using Process client = Start(["call", round.TotalMilliseconds.ToString(CultureInfo.InvariantCulture), .. ports]);
        string results = client.StandardOutput.ReadToEnd();
        client.WaitForExit();
        foreach (Process server in servers)
        {
            // A server stops at the end of its input.
            server.StandardInput.Close();
            server.Dispose();
        }

        return client.ExitCode == 0 ? BenchResult.FromJson(results) : throw new InvalidOperationException("The callers failed.");
    }

    /// <summary>What a server's process does.</summary>
    public static async Task ServeAsync(string name)
    {
        Console.WriteLine(await Servers[name]());
        _ = await Console.In.ReadToEndAsync();
    }

    /// <summary>What the callers' process does.</summary>
    /// <param name="round">How long each server is called at a time.</param>
    /// <param name="ports">Where each server is, as <c>name=port</c>.</param>
    public static async Task CallAsync(TimeSpan round, IEnumerable<string> ports)
    {
        Dictionary<string, int> known = ports.Select(p => p.Split('=')).ToDictionary(p => p[0], p => int.Parse(p[1], CultureInfo.InvariantCulture));
        Console.WriteLine(BenchResult.ToJson(await new RpcClient(known, round).MeasureAsync()));
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
