using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Thriftscope.Backends.Tests;

/// <summary>A program that runs beside the test, and what it prints.</summary>
internal sealed partial class BackendProcess : IAsyncDisposable
{
    private const int SigContinue = 18;
    private const int SigStop = 19;
    private const int SigTerminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _changed = new(0);

    private BackendProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    /// <summary>What it has printed so far, on either stream.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public string Output => string.Join('\n', _lines);

    public static BackendProcess Start(string program, params string[] arguments) => new(new ProcessStartInfo(program, arguments));

    public static BackendProcess Start(ProcessStartInfo start) => new(start);

    /// <summary>Waits until it has printed a line that is wanted.</summary>
    public async Task<string> LineAsync(Func<string, bool> wanted)
    {
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            try
            {
                bool hasEnded = _process.HasExited;
                // What it printed last may still be on its way here: this waits for that too.
                if (hasEnded)
                    await _process.WaitForExitAsync(patience.Token);
                if (_lines.FirstOrDefault(wanted) is { } line)
                    return line;
                if (hasEnded)
                    throw new InvalidOperationException($"{_process.StartInfo.FileName} has ended:\n{Output}");
                _ = await _changed.WaitAsync(TimeSpan.FromMilliseconds(200), patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{_process.StartInfo.FileName} has not printed what was waited for:\n{Output}");
            }
        }
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public Task WaitForExitAsync(TimeSpan? patience = null) => _process.WaitForExitAsync().WaitAsync(patience ?? Patience);

    /// <summary>Asks it to end.</summary>
    public void Terminate() => _ = Kill(_process.Id, SigTerminate);

    /// <summary>Makes it stand still: what it listens to accepts, and nothing answers.</summary>
    public void Stall() => _ = Kill(_process.Id, SigStop);

    /// <summary>Lets it go on.</summary>
    public void Resume() => _ = Kill(_process.Id, SigContinue);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _changed.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        _lines.Enqueue(line.Data);
        _ = _changed.Release();
    }
}
