using System.Text.Json;

namespace Thriftscope.Backends.Tests.Together;

/// <summary>The demo as its users start it, in a process of its own.</summary>
internal sealed class DemoProcess : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(
        AppContext.BaseDirectory.Replace(Path.Combine("tests", "Thriftscope.Backends.Tests"), Path.Combine("src", "Thriftscope.Cli"), StringComparison.Ordinal),
        "Thriftscope.Cli.dll");

    private readonly string _reportFile = Path.Combine(Path.GetTempPath(), $"thriftscope-demo-{Guid.NewGuid():N}.json");
    private readonly BackendProcess _process;

    private DemoProcess(IEnumerable<string> options, IReadOnlyDictionary<string, string> variables)
    {
        System.Diagnostics.ProcessStartInfo start = new("dotnet", [Program, "demo", "--json", _reportFile, .. options]);
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        _process = BackendProcess.Start(start);
    }

    /// <summary>The most memory that it has had so far, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            const string Field = "VmHWM:";
            string line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(Field, StringComparison.Ordinal));
            return long.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal)) * 1024;
        }
    }

    /// <summary>Starts it, and waits until its services listen.</summary>
    public static async Task<DemoProcess> StartAsync(IReadOnlyDictionary<string, string> variables, params string[] options)
    {
        DemoProcess demo = new(options, variables);
        _ = await demo._process.LineAsync(line => line.StartsWith("Customers make", StringComparison.Ordinal));
        return demo;
    }

    /// <summary>Asks it to end, as Ctrl-C does, and reads what it has counted.</summary>
    public async Task<DemoReport> EndAsync()
    {
        _process.Terminate();
        await _process.WaitForExitAsync();
        _process.ExitCode.ShouldBe(0, _process.Output);
        return JsonSerializer.Deserialize<DemoReport>(await File.ReadAllTextAsync(_reportFile), JsonSerializerOptions.Web)!;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        File.Delete(_reportFile);
    }
}

/// <summary>What the demo has counted: the calls of all its methods from its spans, and what its customers counted without any.</summary>
internal sealed record DemoReport(long Calls, long Spans, CustomerCounts Customers, IReadOnlyList<DemoMethod> Methods);

/// <summary>What the customers of the demo have counted.</summary>
internal sealed record CustomerCounts(long Calls, long Failures, long Lost);

/// <summary>One method of the demo.</summary>
internal sealed record DemoMethod(string Method, long Calls, long Errors, double P50Ms, double P95Ms, double P99Ms);
