using System.Text.Json;
using Thrift;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift;
using Thriftscope.Interop.Tests.Transports;
using Thriftscope.Wire;

namespace Thriftscope.Interop.Tests.Apache;

/// <summary>The frames of the transport for Apache's package are those of our runtime, and of Apache's library for Python.</summary>
public sealed class HeaderBytesTests(PythonBytes python) : IClassFixture<PythonBytes>
{
    public static MatrixTheoryData<THeaderSubprotocol, bool, int> Frames => new(Enum.GetValues<THeaderSubprotocol>(), [false, true], [0, 1, 2, 3, 40]);

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task A_frame_has_the_bytes_that_our_runtime_writes(THeaderSubprotocol protocol, bool useZlib, int headers) =>
        (await WriteAsync(protocol, useZlib, headers)).ShouldBe(WriteByRuntime(protocol, useZlib, headers));

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task A_frame_of_python_is_read(THeaderSubprotocol protocol, bool useZlib, int headers)
    {
        byte[] frame = Convert.FromHexString(await python.CallAsync("write_header", "ping", 7, protocol.ToString().ToLowerInvariant(), useZlib, Headers(headers)));
        using THeaderProtocol reader = new(new TMemoryBufferTransport(frame, new TConfiguration()));

        TMessage message = await reader.ReadMessageBeginAsync();

        (message.Name, message.Type, message.SeqID).ShouldBe(("ping", TMessageType.Call, 7));
        reader.HeaderTransport.Headers.OrderBy(h => h.Key).ShouldBe(Headers(headers).OrderBy(h => h.Key));
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task A_frame_is_read_by_python(THeaderSubprotocol protocol, bool useZlib, int headers)
    {
        byte[] frame = await WriteAsync(protocol, useZlib, headers);

        using JsonDocument answer = JsonDocument.Parse(await python.CallAsync("read_header", Convert.ToHexStringLower(frame)));

        JsonElement[] parts = [.. answer.RootElement.EnumerateArray()];
        parts[0].GetString().ShouldBe("ping");
        parts[3].GetInt32().ShouldBe(7);
        parts[4].GetInt32().ShouldBe((int)protocol);
        parts[5].EnumerateObject().Select(h => new KeyValuePair<string, string>(h.Name, h.Value.GetString()!)).OrderBy(h => h.Key)
            .ShouldBe(Headers(headers).OrderBy(h => h.Key));
    }

    private static async Task<byte[]> WriteAsync(THeaderSubprotocol protocol, bool useZlib, int headers)
    {
        TMemoryBufferTransport written = new(new TConfiguration());
        THeaderProtocol writer = new(new THeaderTransport(written, new THeaderOptions { Protocol = protocol, UseZlib = useZlib }));
        foreach ((string key, string value) in Headers(headers))
            writer.HeaderTransport.SetHeader(key, value);
        await writer.WriteMessageBeginAsync(new TMessage("ping", TMessageType.Call, 7));
        await writer.WriteStructBeginAsync(new TStruct("args"));
        await writer.WriteFieldStopAsync();
        await writer.WriteStructEndAsync();
        await writer.WriteMessageEndAsync();
        await writer.Transport.FlushAsync(default);
        return written.GetBuffer();
    }

    private static byte[] WriteByRuntime(THeaderSubprotocol protocol, bool useZlib, int headers)
    {
        using MessageBuffer buffer = new();
        ThriftStruct body = ThriftModule.Load(new StringReader("struct S {}"), "test").NewStruct("S");
        ThriftHeaders own = [];
        foreach ((string key, string value) in Headers(headers))
            own.Add(key, value);
        ThriftProtocol inner = protocol == THeaderSubprotocol.Compact ? ThriftProtocol.Compact : ThriftProtocol.Binary;
        WireFormat format = new(ThriftTransport.Header, inner, IsCompressed: useZlib);
        _ = MessageCodec.Write(buffer, format, ThriftLimits.Default, new MessageHeader("ping", MessageType.Call, 7), body, headers: own);
        return buffer.Written.ToArray();
    }

    private static Dictionary<string, string> Headers(int count) => Enumerable.Range(0, count).ToDictionary(i => $"key{i}", i => new string('é', i * 5));
}
