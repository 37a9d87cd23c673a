using System.Diagnostics;
using Thriftscope.AspNetCore;

namespace Thriftscope.Telemetry.Tests;

/// <summary>A service with a method for each way in which a call can end, served over TCP.</summary>
internal sealed class ProbeService : IAsyncDisposable
{
    private const string Idl = """
        exception Refused { 1: string reason }
        service Base { i32 add(1: i32 a, 2: i32 b) }
        service Probe extends Base {
          string echo(1: string text),
          void refuse() throws (1: Refused refused),
          void fail(),
          void failBadly(),
          void stall(),
          void sleep(1: i32 milliseconds),
          oneway void note(1: string text),
          oneway void noteAndFail(),
          i32 relay(1: i32 depth),
        }
        """;

    private readonly ThriftServer _server;

    private ProbeService(ThriftServer server, ServiceClient client, ProbeHandler handler)
    {
        _server = server;
        Client = client;
        Handler = handler;
    }

    public static ThriftModule Module { get; } = ThriftModule.Load(new StringReader(Idl), "probe");

    public ServiceClient Client { get; }

    public ProbeHandler Handler { get; }

    public int Port => Client.Endpoint.Port!.Value;

    public static async Task<ProbeService> StartAsync(ThriftServerOptions? serverOptions = null, ThriftClientOptions? clientOptions = null, string transport = "unframed", string protocol = "binary")
    {
        ThriftService service = Module.Service("Probe");
        ProbeHandler handler = new();
        ThriftServer server = await service.ServeAsync(transport == "http" ? "http://127.0.0.1:0/thrift" : "tcp://127.0.0.1:0", handler, serverOptions);
        string query = transport == "http" ? $"protocol={protocol}" : $"transport={transport}&protocol={protocol}";
        ServiceClient client = service.CreateClient(ThriftEndpoint.Parse($"{server.Endpoint}?{query}"), clientOptions);
        handler.Next = client;
        return new ProbeService(server, client, handler);
    }

    public async ValueTask DisposeAsync()
    {
        Handler.Release.TrySetResult();
        await Client.DisposeAsync();
        await _server.DisposeAsync();
    }
}

/// <summary>Does what the methods of the probe service say.</summary>
internal sealed class ProbeHandler
{
    public ServiceClient Next { get; set; } = null!;

    /// <summary>Ends the method that stalls.</summary>
    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Noted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs within <see cref="Echo"/>.</summary>
    public Action<string>? Echoing { get; set; }

    /// <summary>What was current while <see cref="Echo"/> ran.</summary>
    public Activity? Current { get; private set; }

    public IReadOnlyDictionary<string, string> Baggage { get; private set; } = new Dictionary<string, string>();

    public int Add(int a, int b) => a + b;

    public string Echo(string text)
    {
        Echoing?.Invoke(text);
        Current = Activity.Current;
        Baggage = global::OpenTelemetry.Baggage.Current.GetBaggage();
        return text;
    }

    public Task Sleep(int milliseconds) => Task.Delay(milliseconds);

    public void Refuse() => throw new ThriftDeclaredException(ProbeService.Module.NewStruct("Refused", new { Reason = "closed" }));

    public void Fail() => throw new InvalidOperationException("broken");

    public void FailBadly() => throw new BadException();

    public Task Stall(CancellationToken cancellationToken) => Release.Task.WaitAsync(cancellationToken);

    public void Note(string text) => Noted.TrySetResult();

    public void NoteAndFail() => throw new InvalidOperationException("broken");

    // Through a client of its own: calls on one connection wait for each other.
    public async Task<int> Relay(int depth)
    {
        if (depth == 0)
            return 0;
        await using ServiceClient client = ProbeService.Module.Service("Probe").CreateClient(Next.Endpoint);
        return 1 + await client.CallAsync<int>("relay", depth - 1);
    }

    private sealed class BadException : Exception
    {
        public override string Message => throw new InvalidOperationException("message");
    }
}
