using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>A peer in a process of its own, which takes the orders that <c>Peers/matrix_peer.py</c> describes.</summary>
internal sealed class PeerProgram : IMatrixPeer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("thriftscope-");

    /// <param name="description">What it is, with its version.</param>
    /// <param name="describeStart">How to start it, with a folder for its unix sockets, which is its folder for temporary files too.</param>
    public PeerProgram(string description, Func<string, ProcessStartInfo> describeStart)
    {
        Description = description;
        ProcessStartInfo start = describeStart(_folder.FullName);
        start.Environment["TMPDIR"] = _folder.FullName;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
    }

    public string Description { get; }

    public async Task<string> ServeAsync(Cell cell)
    {
        using JsonDocument answer = await AskAsync($"serve {cell.Words}");
        return answer.RootElement.GetProperty("address").GetString()!;
    }

    public async Task<IReadOnlyDictionary<string, string>> CallAsync(Cell cell, string address, IReadOnlyList<string> cases)
    {
        using JsonDocument answer = await AskAsync($"call {cell.Words} {address} {string.Join(',', cases)}");
        return answer.RootElement.GetProperty("results").Deserialize<Dictionary<string, string>>()!;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<JsonDocument> AskAsync(string order)
    {
        await _process.StandardInput.WriteLineAsync(order);
        await _process.StandardInput.FlushAsync();
        string line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException($"The peer has ended at \"{order}\". {LastErrors()}");
        JsonDocument answer = JsonDocument.Parse(line);
        if (answer.RootElement.TryGetProperty("error", out JsonElement error))
            throw new InvalidOperationException($"The peer could not \"{order}\": {error.GetString()}");
        return answer;
    }

    private string LastErrors() => string.Join('\n', _errors.TakeLast(20));
}
