using Thriftscope.AspNetCore;

namespace Thriftscope.Backends.Tests.Otlp;

/// <summary>A Thrift service to call, and its client.</summary>
internal sealed class Probe : IAsyncDisposable
{
    private const string Idl = """
        service Probe {
          string echo(1: string text),
          void fail(),
        }
        """;

    private readonly ThriftServer _server;

    private Probe(ThriftServer server, ServiceClient client, Handler handler)
    {
        _server = server;
        Client = client;
        Served = handler;
    }

    public ServiceClient Client { get; }

    public Handler Served { get; }

    public static async Task<Probe> StartAsync()
    {
        ThriftService service = ThriftModule.Load(new StringReader(Idl), "probe").Service("Probe");
        Handler handler = new();
        ThriftServer server = await service.ServeAsync("tcp://127.0.0.1:0", handler);
        return new Probe(server, service.CreateClient(server.Endpoint), handler);
    }

    /// <summary>Calls as often as wanted; all calls must come back.</summary>
    public async Task CallAsync(int times)
    {
        // Generous: what is shown is that calls end, not how fast.
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        for (int i = 0; i < times; i++)
            (await Client.CallAsync<string>("echo", new ThriftArguments { ["text"] = "hello" }, patience.Token)).ShouldBe("hello");
    }

    public Task FailAsync() => Should.ThrowAsync<ThriftApplicationException>(Client.CallAsync("fail"));

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _server.DisposeAsync();
    }

    internal sealed class Handler
    {
        public IReadOnlyDictionary<string, string> Baggage { get; private set; } = new Dictionary<string, string>();

        public string Echo(string text)
        {
            Baggage = global::OpenTelemetry.Baggage.Current.GetBaggage();
            return text;
        }

        public void Fail() => throw new InvalidOperationException("broken");
    }
}
