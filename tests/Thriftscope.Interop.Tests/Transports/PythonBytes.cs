using System.Diagnostics;
using System.Text.Json;

namespace Thriftscope.Interop.Tests.Transports;

/// <summary>Apache Thrift for Python, which writes and reads the bytes of its own transports.</summary>
public sealed class PythonBytes : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Process? _process;

    /// <summary>Calls a function of <c>Peers/apache_transports.py</c>.</summary>
    public async Task<string> CallAsync(params object[] call)
    {
        PeerPackages.RequireTransports();
        _process ??= Start();
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(call));
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync().WaitAsync(Patience));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start() => Process.Start(new ProcessStartInfo(
        PeerPackages.Python, [Path.Combine(AppContext.BaseDirectory, "Peers", "apache_transports.py")])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
    })!;
}
