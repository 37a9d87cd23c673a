using Thriftscope.AspNetCore;

namespace Thriftscope.Backends.Tests.Statsd;

/// <summary>A service that is really called, over TCP.</summary>
internal sealed class CalculatorService : IAsyncDisposable
{
    private static readonly ThriftModule Module = ThriftModule.Load(
        new StringReader("""
            exception DivideByZero { 1: string message }
            service Calculator {
              i32 add(1: i32 a, 2: i32 b),
              i32 divide(1: i32 a, 2: i32 b) throws (1: DivideByZero e),
              void fail(),
            }
            """),
        "calculator");

    private readonly ThriftServer _server;

    private CalculatorService(ThriftServer server, ServiceClient client) => (_server, Client) = (server, client);

    public ServiceClient Client { get; }

    public static async Task<CalculatorService> StartAsync()
    {
        ThriftService service = Module.Service("Calculator");
        ThriftServer server = await service.ServeAsync("tcp://127.0.0.1:0", new Handler());
        return new CalculatorService(server, await service.ConnectAsync(server.Endpoint.ToString()));
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _server.DisposeAsync();
    }

    private sealed class Handler
    {
        public int Add(int a, int b) => a + b;

        public int Divide(int a, int b) => b != 0 ? a / b : throw new ThriftDeclaredException(Module.NewStruct("DivideByZero", new { Message = $"{a} / 0" }));

        public void Fail() => throw new InvalidOperationException("broken");
    }
}
