using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using OpenTelemetry;
using Thriftscope.AspNetCore;

namespace Thriftscope.Backends.Tests.Prometheus;

/// <summary>A Thrift service and its client, whose calls succeed and fail as often as a test wants.</summary>
internal sealed class ObservedShop : IAsyncDisposable
{
    /// <summary>The item that is sold out.</summary>
    public const string SoldOut = "umbrella";

    private const string Idl = """
        exception SoldOut { 1: string item }
        service Shop {
          i32 buy(1: string item) throws (1: SoldOut soldOut),
          void fail(),
          void stall(),
          oneway void look(1: string item),
        }
        """;

    private readonly ThriftServer _server;
    private readonly Handler _handler;

    private ObservedShop(ThriftServer server, ServiceClient client, Handler handler)
    {
        _server = server;
        Client = client;
        _handler = handler;
    }

    public static ThriftModule Module { get; } = ThriftModule.Load(new StringReader(Idl), "shop");

    public ServiceClient Client { get; }

    private int Port => _server.Endpoint.Port!.Value;

    public static async Task<ObservedShop> OpenAsync()
    {
        Handler handler = new();
        ThriftServer server = await Module.Service("Shop").ServeAsync("tcp://127.0.0.1:0", handler);
        return new ObservedShop(server, Module.Service("Shop").CreateClient(server.Endpoint), handler);
    }

    /// <summary>Makes calls that succeed.</summary>
    public async Task BuyAsync(int times)
    {
        for (int i = 0; i < times; i++)
            await Client.CallAsync<int>("buy", "book");
    }

    /// <summary>Makes calls that are answered by the declared exception.</summary>
    public async Task BuyInVainAsync(int times)
    {
        for (int i = 0; i < times; i++)
            await Should.ThrowAsync<ThriftDeclaredException>(Client.CallAsync<int>("buy", SoldOut));
    }

    /// <summary>Makes calls whose handler fails.</summary>
    public async Task FailAsync(int times)
    {
        for (int i = 0; i < times; i++)
            await Should.ThrowAsync<ThriftApplicationException>(Client.CallAsync("fail"));
    }

    /// <summary>Makes calls for whose trace context there is no room.</summary>
    public async Task BuyWithMuchBaggageAsync(int times)
    {
        Baggage.SetBaggage("luggage", new string('x', 8_150));
        await BuyAsync(times);
        Baggage.ClearBaggage();
    }

    /// <summary>Ends the calls of <c>stall</c>.</summary>
    public void Release() => _handler.Released.TrySetResult();

    /// <summary>Calls what the IDL does not have: many methods, each once, on one connection.</summary>
    public async Task CallUnknownAsync(IEnumerable<string> names)
    {
        using TcpClient connection = new();
        await connection.ConnectAsync("127.0.0.1", Port);
        NetworkStream stream = connection.GetStream();
        byte[] answer = new byte[8];
        foreach (string name in names)
        {
            byte[] call = RawCall(name);
            byte[] frame = new byte[4 + call.Length];
            BinaryPrimitives.WriteInt32BigEndian(frame, call.Length);
            call.CopyTo(frame, 4);
            await stream.WriteAsync(frame);
            await stream.ReadExactlyAsync(answer);
            // A framed message of version 1 and type EXCEPTION.
            BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(4)).ShouldBe(0x8001_0003);
            await stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadInt32BigEndian(answer) - 4]);
        }
    }

    /// <summary>Sends what is no Thrift, and waits until the server has closed the connection.</summary>
    public async Task SendGarbageAsync()
    {
        using TcpClient connection = new();
        await connection.ConnectAsync("127.0.0.1", Port);
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        try
        {
            (await stream.ReadAsync(new byte[1])).ShouldBe(0);
        }
        catch (IOException)
        {
            // Closed with bytes unread: a reset.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        await Client.DisposeAsync();
        await _server.DisposeAsync();
    }

    // Strict binary: version 1 and type CALL, name, sequence id, no arguments.
    private static byte[] RawCall(string name)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        byte[] message = new byte[4 + 4 + text.Length + 4 + 1];
        BinaryPrimitives.WriteUInt32BigEndian(message, 0x8001_0001);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), text.Length);
        text.CopyTo(message, 8);
        return message;
    }

    private sealed class Handler
    {
        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Buy(string item) => item == SoldOut
            ? throw new ThriftDeclaredException(Module.NewStruct("SoldOut", new { Item = item }))
            : item.Length;

        public void Fail() => throw new InvalidOperationException("broken");

        public Task Stall() => Released.Task;

        public void Look(string item)
        {
        }
    }
}
