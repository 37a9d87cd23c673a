using System.Text.Json;

namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>A server that another has written, which tells what it sees.</summary>
internal sealed class DialectPeer : IAsyncDisposable
{
    private readonly DialectProcess _process;

    private DialectPeer(DialectProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Starts a server, such as <c>ServeAsync(DialectProgram.Dialects, "--upgrade", "finagle")</c>, and waits until it listens.</summary>
    public static async Task<DialectPeer> ServeAsync(DialectProgram program, params string[] options)
    {
        DialectProcess process = await program.StartAsync(["server", .. options]);
        try
        {
            JsonElement line = await process.ReadAsync();
            return new DialectPeer(process, line.GetProperty("port").GetInt32());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a client, such as <c>CallAsync(DialectProgram.Dialects, port, "--dialect", "theader")</c>, to its end.</summary>
    /// <returns>The lines that it told, of every kind: <see cref="DialectLines"/> picks and types them.</returns>
    public static async Task<IReadOnlyList<JsonElement>> CallAsync(DialectProgram program, int port, params string[] options)
    {
        await using DialectProcess process = await program.StartAsync(["client", "--port", $"{port}", .. options]);
        (_, string output) = await process.EndAsync();
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    /// <summary>Where it listens.</summary>
    /// <param name="query">Such as <c>transport=framed&amp;protocol=compact</c>.</param>
    public string Endpoint(string query = "") => $"tcp://127.0.0.1:{Port}{(query.Length == 0 ? "" : "?")}{query}";

    /// <summary>The next thing that it saw, whatever it is.</summary>
    public Task<JsonElement> NextAsync() => _process.ReadAsync();

    /// <summary>The next thing of this kind that it saw. It passes over others, but not over an error.</summary>
    /// <exception cref="InvalidOperationException">It could not read what came.</exception>
    public async Task<T> NextAsync<T>()
        where T : IDialectLine
    {
        while (true)
        {
            JsonElement line = await NextAsync();
            string found = DialectLines.EventOf(line);
            if (found == T.Event)
                return DialectLines.Read<T>(line);
            if (found == PeerError.Event)
                throw new InvalidOperationException($"The peer: {line}");
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
