using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Thriftscope.Interop.Tests;

/// <summary>A running peer: it serves the IDL, and evaluates Python expressions that use its client or look at its server.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _transport;
    private readonly string _protocol;
    private readonly DirectoryInfo _generated = Directory.CreateTempSubdirectory("thriftscope-interop-");
    private readonly ConcurrentQueue<string> _errors = new();
    private Process? _process;

    private PeerProcess(string transport, string protocol)
    {
        _transport = transport;
        _protocol = protocol;
    }

    /// <summary>Where it serves the service Interop.</summary>
    public string Endpoint { get; private set; } = "";

    private string Errors => string.Join('\n', _errors);

    /// <summary>Starts a peer and waits until it serves.</summary>
    public static async Task<PeerProcess> StartAsync(PeerKind kind, string transport, string protocol = "binary")
    {
        PeerProcess peer = new(transport, protocol);
        try
        {
            await peer.StartAsync(kind);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    /// <summary>The endpoint of another port of this peer.</summary>
    public string EndpointAt(string port) => $"tcp://127.0.0.1:{port}?transport={_transport}&protocol={_protocol}";

    /// <summary>Evaluates an expression.</summary>
    /// <returns>The value as Python's <c>str</c> shows it.</returns>
    /// <exception cref="InvalidOperationException">It raised an exception.</exception>
    public async Task<string> EvaluateAsync(string expression)
    {
        await _process!.StandardInput.WriteLineAsync(JsonSerializer.Serialize(expression));
        await _process.StandardInput.FlushAsync();
        using JsonDocument answer = JsonDocument.Parse(await ReadLineAsync());
        return answer.RootElement.TryGetProperty("value", out JsonElement value)
            ? value.GetString()!
            : throw new InvalidOperationException($"{expression} raised:\n{answer.RootElement.GetProperty("error").GetString()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _generated.Delete(recursive: true);
    }

    private async Task StartAsync(PeerKind kind)
    {
        if (kind == PeerKind.ApachePython)
            await GenerateAsync();
        _process = kind == PeerKind.ApachePython
            ? StartPython("apache_peer.py", _generated.FullName)
            : StartPython("thriftpy_peer.py", InteropIdl.FilePath);

        string ready = await ReadLineAsync();
        ready.ShouldStartWith("READY ");
        Endpoint = EndpointAt(ready["READY ".Length..]);
    }

    private async Task GenerateAsync()
    {
        using Process compiler = Start(PeerPackages.ThriftCompiler, "--gen", "py", "-out", _generated.FullName, InteropIdl.FilePath);
        try
        {
            await compiler.WaitForExitAsync().WaitAsync(Patience);
        }
        finally
        {
            compiler.Kill();
        }

        compiler.ExitCode.ShouldBe(0, Errors);
    }

    private Process StartPython(string script, string source) =>
        Start(PeerPackages.Python, Path.Combine(AppContext.BaseDirectory, "Peers", script), source, _transport, _protocol);

    private Process Start(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
        };
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        return process;
    }

    private async Task<string> ReadLineAsync() =>
        await _process!.StandardOutput.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException($"The peer has ended. {Errors}");
}
