using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text.Json;
using Thriftscope.Transports;
using Thriftscope.Wire;

namespace Thriftscope.Interop.Tests.Transports;

/// <summary>The bytes of Apache's THeaderTransport, TZlibTransport and TSaslClientTransport, written by one side and read by the other.</summary>
public sealed class PythonTransportTests(PythonBytes python) : IClassFixture<PythonBytes>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<ThriftProtocol, bool, int> Frames => new()
    {
        { ThriftProtocol.Binary, false, 0 },
        { ThriftProtocol.Binary, false, 1 },
        { ThriftProtocol.Binary, false, 2 },
        { ThriftProtocol.Binary, true, 3 },
        { ThriftProtocol.Compact, false, 40 },
        { ThriftProtocol.Compact, true, 0 },
        { ThriftProtocol.Compact, true, 7 },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task A_frame_that_python_writes_is_read(ThriftProtocol protocol, bool isCompressed, int headers)
    {
        byte[] frame = Convert.FromHexString(await python.CallAsync("write_header", "ping", 7, WireNames.Of(protocol), isCompressed, Headers(headers)));

        WireMessage message = Read(frame);

        message.Format.ShouldBe(new WireFormat(ThriftTransport.Header, protocol, IsCompressed: isCompressed));
        message.SequenceId.ShouldBe(7);
        message.Size.ShouldBe(frame.Length);
        (message.Headers ?? []).OrderBy(h => h.Key).ShouldBe(Headers(headers).OrderBy(h => h.Key));
        NameVisitor visitor = default;
        MessageCodec.Read<NameVisitor, MessageHeader>(message, ThriftLimits.Default, ref visitor).ShouldBe(new MessageHeader("ping", MessageType.Call, 7));
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task A_frame_that_is_written_is_read_by_python(ThriftProtocol protocol, bool isCompressed, int headers)
    {
        byte[] frame = Write(protocol, isCompressed, headers);

        using JsonDocument answer = JsonDocument.Parse(await python.CallAsync("read_header", Convert.ToHexStringLower(frame)));

        JsonElement[] parts = [.. answer.RootElement.EnumerateArray()];
        parts[0].GetString().ShouldBe("ping");
        parts[1].GetInt32().ShouldBe(1);
        parts[2].GetInt32().ShouldBe(7);
        parts[3].GetInt32().ShouldBe(7);
        parts[4].GetInt32().ShouldBe(protocol == ThriftProtocol.Compact ? 2 : 0);
        parts[5].EnumerateObject().Select(h => new KeyValuePair<string, string>(h.Name, h.Value.GetString()!)).OrderBy(h => h.Key)
            .ShouldBe(Headers(headers).OrderBy(h => h.Key));
    }

    [Theory]
    [InlineData(ThriftProtocol.Binary)]
    [InlineData(ThriftProtocol.Compact)]
    public async Task Both_write_the_same_bytes(ThriftProtocol protocol)
    {
        for (int headers = 0; headers < 5; headers++)
        {
            (await python.CallAsync("write_header", "ping", 7, WireNames.Of(protocol), false, Headers(headers)))
                .ShouldBe(Convert.ToHexStringLower(Write(protocol, isCompressed: false, headers)));
        }
    }

    [Fact]
    public async Task What_python_compresses_is_read_flush_by_flush()
    {
        byte[] compressed = Convert.FromHexString(await python.CallAsync("write_zlib", "0102", "03"));
        WireDetector.TryDetectZlib(new ReadOnlySequence<byte>(compressed), out bool isZlib).ShouldBeTrue();
        isZlib.ShouldBeTrue();
        await using ZlibDuplexStream stream = new(new MemoryStream(compressed), Stream.Null);
        byte[] read = new byte[3];

        await stream.ReadExactlyAsync(read);

        read.ShouldBe([1, 2, 3]);
        (await stream.ReadAsync(read)).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_compressed_python_reads()
    {
        MemoryStream output = new();
        ZlibDuplexStream stream = new(Stream.Null, output);
        byte[] sent = new byte[10_000];
        Random.Shared.NextBytes(sent);
        await stream.WriteAsync(sent.AsMemory(0, 100));
        await stream.FlushAsync();
        await stream.WriteAsync(sent.AsMemory(100));
        await stream.FlushAsync();

        (await python.CallAsync("read_zlib", Convert.ToHexStringLower(output.ToArray()), sent.Length)).ShouldBe(Convert.ToHexStringLower(sent));
    }

    [Theory]
    [InlineData("me", "x", "me")]
    [InlineData("maría", "contraseña", "maría")]
    public async Task Python_logs_in_and_gets_its_data_back(string user, string password, string expected)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task<ClaimsPrincipal?> serving = EchoAsync(listener, new SaslPlainServer(c => c.Password == password ? c.ToPrincipal() : null), size: 7);

        string answer = await python.CallAsync("echo_by_sasl", ((IPEndPoint)listener.LocalEndpoint).Port, user, password, (string[])["010203", "04050607"]);

        answer.ShouldBe("01020304050607");
        (await serving.WaitAsync(Patience))!.Identity!.Name.ShouldBe(expected);
    }

    [Fact]
    public async Task Python_is_told_why_it_may_not_log_in()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task<ClaimsPrincipal?> serving = EchoAsync(listener, new SaslPlainServer(_ => null), size: 1);

        string answer = await python.CallAsync("echo_by_sasl", ((IPEndPoint)listener.LocalEndpoint).Port, "me", "wrong", (string[])["01"]);

        answer.ShouldContain("Bad SASL negotiation status: 3");
        answer.ShouldContain("The user is not known, or the password is wrong");
        await Should.ThrowAsync<ThriftTransportException>(() => serving.WaitAsync(Patience));
    }

    private static async Task<ClaimsPrincipal?> EchoAsync(TcpListener listener, ISaslServerMechanism mechanism, int size)
    {
        using TcpClient accepted = await listener.AcceptTcpClientAsync();
        NetworkStream socket = accepted.GetStream();
        (SaslStream stream, ClaimsPrincipal? user) = await SaslLogin.AcceptAsync(socket, socket, [mechanism], ThriftLimits.Default, Patience, default);
        byte[] data = new byte[size];
        await stream.ReadExactlyAsync(data);
        await stream.WriteAsync(data);
        await stream.FlushAsync();
        await stream.DisposeAsync();
        return user;
    }

    private static byte[] Write(ThriftProtocol protocol, bool isCompressed, int headers)
    {
        using MessageBuffer buffer = new();
        ThriftStruct body = ThriftModule.Load(new StringReader("struct S {}"), "test").NewStruct("S");
        ThriftHeaders own = [];
        foreach ((string key, string value) in Headers(headers))
            own.Add(key, value);
        WireFormat format = new(ThriftTransport.Header, protocol, IsCompressed: isCompressed);
        _ = MessageCodec.Write(buffer, format, ThriftLimits.Default, new MessageHeader("ping", MessageType.Call, 7), body, headers: own);
        return buffer.Written.ToArray();
    }

    private static Dictionary<string, string> Headers(int count) => Enumerable.Range(0, count).ToDictionary(i => $"key{i}", i => new string('é', i * 5));

    private static WireMessage Read(byte[] frame)
    {
        ReadOnlySequence<byte> buffer = new(frame);
        WireDetector.TryDetect(buffer, ThriftLimits.Default, out WireFormat format).ShouldBeTrue();
        MessageFramer framer = MessageFramer.Create(format, ThriftLimits.Default);
        framer.TryRead(ref buffer, out WireMessage message).ShouldBeTrue();
        return message;
    }

    private readonly struct NameVisitor : IMessageVisitor<MessageHeader>
    {
        public MessageHeader Visit<TReader>(ref TReader reader)
            where TReader : IThriftReader, allows ref struct => reader.ReadMessageBegin();
    }
}
