using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>A script that runs, and writes lines of JSON.</summary>
internal sealed class DialectProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();

    public DialectProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
    }

    /// <summary>What it wrote to its standard error so far.</summary>
    public string Errors => string.Join('\n', _errors);

    /// <summary>The next line.</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public async Task<JsonElement> ReadAsync()
    {
        string line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException($"The peer has ended. {Errors}");
        return JsonSerializer.Deserialize<JsonElement>(line);
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="patience">How long; half a minute by default.</param>
    /// <returns>Its exit code, and the rest of what it wrote.</returns>
    public async Task<(int ExitCode, string Output)> EndAsync(TimeSpan? patience = null)
    {
        _process.StandardInput.Close();
        string output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(patience ?? Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, output);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
