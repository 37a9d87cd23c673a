using System.Diagnostics;
using Thrift.Protocol;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Headers;

/// <summary>Observed calls over THeader.</summary>
public sealed class ContextTests : IDisposable
{
    private readonly Recording _recording = new();

    public static TheoryData<ServerKind, THeaderSubprotocol, bool> All => RoundTripTests.All;

    public void Dispose() => _recording.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_context_goes_in_the_headers_and_not_in_the_arguments(ServerKind kind, THeaderSubprotocol protocol, bool useZlib)
    {
        await using HeaderRig rig = new(kind, recording: _recording);
        (Calculator.Client client, THeaderTransport transport) = await rig.ConnectAsync(new THeaderOptions { Protocol = protocol, UseZlib = useZlib }, _recording);
        IReadOnlyDictionary<string, string>? seen = null;
        rig.Handler.Run = (script, _) =>
        {
            seen = rig.Connection.Headers;
            return Task.FromResult(script);
        };

        await client.run("text").InTime();

        (Activity call, Activity served) = await _recording.SpansOfAsync("Calculator/run");
        served.ParentId.ShouldBe(call.Id);
        served.HasRemoteParent.ShouldBeTrue();
        seen!["traceparent"].ShouldBe(call.Id);
        transport.Headers.ShouldBeEmpty();
        foreach (Activity span in (Activity[])[call, served])
        {
            span.Tag("thrift.transport").ShouldBe("header");
            span.Tag("thrift.protocol").ShouldBe(protocol.ToString().ToLowerInvariant());
        }
    }

    [Fact]
    public async Task A_context_of_the_users_own_is_replaced_and_the_other_headers_stay()
    {
        await using HeaderRig rig = new();
        (Calculator.Client client, THeaderTransport transport) = await rig.ConnectAsync(recording: _recording);
        transport.SetPersistentHeader("TraceParent", Wire.TraceParent);
        transport.SetHeader("traceparent", Wire.TraceParent);
        transport.SetHeader("color", "blue");
        IReadOnlyDictionary<string, string>? seen = null;
        rig.Handler.Run = (script, _) =>
        {
            seen = rig.Connection.Headers;
            return Task.FromResult(script);
        };

        await client.run("").InTime();

        seen!.Count.ShouldBe(2);
        seen["traceparent"].ShouldBe((await _recording.ClientSpanAsync("Calculator/run")).Id);
        seen["color"].ShouldBe("blue");
    }

    [Fact]
    public async Task Each_of_two_calls_has_a_context_of_its_own()
    {
        await using HeaderRig rig = new(recording: _recording);
        (Calculator.Client client, _) = await rig.ConnectAsync(recording: _recording);

        await client.add(1, 2).InTime();
        await client.ping().InTime();
        await client.notify("psst").InTime();
        await client.reset().InTime();

        foreach (string method in (string[])["add", "ping", "notify", "reset"])
        {
            (Activity call, Activity served) = await _recording.SpansOfAsync($"Calculator/{method}");
            served.ParentId.ShouldBe(call.Id);
        }
    }

    [Fact]
    public async Task A_multiplexed_call_carries_it_too()
    {
        await using HeaderRig rig = new();
        THeaderTransport transport = new(rig.NewSocket());
        Calculator.Client client = await rig.ConnectAsync(new TMultiplexedProtocol(new THeaderProtocol(transport), "math"), _recording);

        // The server is not multiplexed, and knows no such method: the headers have come all the same.
        await Should.ThrowAsync<Thrift.TApplicationException>(client.add(1, 2).InTime());

        rig.Connection.Headers["traceparent"].ShouldBe((await _recording.ClientSpanAsync("math/add")).Id);
    }

    [Theory]
    [InlineData(THeaderSubprotocol.Binary)]
    [InlineData(THeaderSubprotocol.Compact)]
    public async Task A_context_in_the_headers_goes_before_one_in_the_arguments(THeaderSubprotocol protocol)
    {
        byte[] request = await WithFieldAsync(protocol, "00-11111111111111111111111111111111-2222222222222222-01", ("TraceParent", Wire.TraceParent), ("tracestate", "vendor=1"));

        Activity span = await ServeAsync(request);

        span.ParentSpanId.ToString().ShouldBe(Wire.SpanId);
        span.TraceStateString.ShouldBe("vendor=1");
    }

    [Theory]
    [InlineData(THeaderSubprotocol.Binary)]
    [InlineData(THeaderSubprotocol.Compact)]
    public async Task A_context_of_the_arguments_counts_where_the_headers_have_none(THeaderSubprotocol protocol) =>
        (await ServeAsync(await WithFieldAsync(protocol, Wire.TraceParent, ("color", "blue")))).ParentSpanId.ToString().ShouldBe(Wire.SpanId);

    [Fact]
    public async Task A_context_of_the_arguments_goes_before_headers_of_another_dialect() =>
        (await ServeAsync(await WithFieldAsync(THeaderSubprotocol.Binary, Wire.TraceParent, ("b3", "11111111111111111111111111111111-2222222222222222-1"))))
            .ParentSpanId.ToString().ShouldBe(Wire.SpanId);

    [Fact]
    public async Task What_baseplate_writes_is_the_parent()
    {
        byte[] request = HeaderWire.Frame(
            [0, 0, 1, 3, .. HeaderWire.Text("Trace"), .. HeaderWire.Text("255"), .. HeaderWire.Text("Span"), .. HeaderWire.Text("16"), .. HeaderWire.Text("Sampled"), .. HeaderWire.Text("1")],
            await Wire.AddAsync(ProtocolKind.Binary));

        Activity span = await ServeAsync(request);

        span.TraceId.ToString().ShouldBe("000000000000000000000000000000ff");
        span.ParentSpanId.ToString().ShouldBe("0000000000000010");
    }

    [Theory]
    [MemberData(nameof(ClientTypeTests.Types), MemberType = typeof(ClientTypeTests))]
    public async Task A_servers_spans_tell_how_each_client_speaks(THeaderClientTypes type)
    {
        await using HeaderRig rig = new(recording: _recording);
        Calculator.Client client = await rig.ConnectAsync(ClientTypeTests.Protocol(type, rig.NewSocket()), _recording);

        await client.add(1, 2).InTime();

        (Activity call, Activity served) = await _recording.SpansOfAsync("Calculator/add");
        served.ParentId.ShouldBe(call.Id);
        string name = type.ToString();
        served.Tag("thrift.transport").ShouldBe(name.StartsWith("Un") ? "unframed" : name.StartsWith("Framed") ? "framed" : "header");
        served.Tag("thrift.protocol").ShouldBe(name.EndsWith("Compact") ? "compact" : "binary");
        served.Tag("thrift.request.size").ShouldBe(call.Tag("thrift.request.size"));
        served.Tag("thrift.response.size").ShouldBe(call.Tag("thrift.response.size"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sizes_are_those_of_the_frames(bool useZlib)
    {
        await using HeaderRig rig = new(recording: _recording);
        using CountingTransport counting = new(rig.NewSocket());
        Calculator.Client client = await rig.ConnectAsync(new THeaderProtocol(new THeaderTransport(counting, new THeaderOptions { UseZlib = useZlib })), _recording);

        await client.run(new string('x', 5000)).InTime();

        (Activity call, Activity served) = await _recording.SpansOfAsync("Calculator/run");
        foreach (Activity span in (Activity[])[call, served])
        {
            span.Tag("thrift.request.size").ShouldBe(counting.Written);
            span.Tag("thrift.response.size").ShouldBe(counting.Read);
        }
    }

    [Fact]
    public async Task A_refused_frame_is_counted_with_its_reason()
    {
        await using HeaderRig rig = new(recording: _recording);
        TTransport socket = rig.NewSocket();
        await socket.OpenAsync().InTime();

        await socket.WriteAsync(Convert.FromHexString("0000000e0fff000000000001000100010200"), default);
        await socket.FlushAsync(default);
        // The server closes the connection.
        await Should.ThrowAsync<TTransportException>(socket.ReadAllAsync(new byte[1], 0, 1, default).AsTask().InTime());

        await InTimeExtensions.UntilAsync(() => _recording.Metrics.Of("thrift.server.rejected_messages").Length > 0, () => "a rejected message");
        _recording.Metrics.Of("thrift.server.rejected_messages").ShouldHaveSingleItem().Tags["thrift.reason"].ShouldBe("invalid_data");
        socket.Dispose();
    }

    [Fact]
    public async Task Observed_factories_carry_the_context_too()
    {
        TTransportFactory transports = _recording.Instrumentor.Instrument(new THeaderTransportFactory());
        TProtocolFactory protocols = _recording.Instrumentor.Instrument(new THeaderProtocolFactory(), "Math");
        await using HeaderRig rig = new();
        Calculator.Client client = await rig.ConnectAsync(protocols.GetProtocol(transports.GetTransport(rig.NewSocket())));

        (await client.add(1, 2).InTime()).ShouldBe(3);

        Activity call = await _recording.ClientSpanAsync("Math/add");
        rig.Connection.Headers["traceparent"].ShouldBe(call.Id);
        call.Tag("thrift.transport").ShouldBe("header");
    }

    [Fact]
    public async Task After_uninstrumenting_nothing_is_added()
    {
        await using HeaderRig rig = new();
        (Calculator.Client client, THeaderTransport transport) = await rig.ConnectAsync(recording: _recording);
        await client.add(1, 2).InTime();
        ThriftInstrumentor.Uninstrument(client);
        transport.SetHeader("traceparent", "mine");

        await client.add(1, 2).InTime();

        rig.Connection.Headers["traceparent"].ShouldBe("mine");
        client.OutputProtocol.ShouldBeOfType<THeaderProtocol>().Transport.ShouldBeSameAs(transport);
    }

    private static async Task<byte[]> WithFieldAsync(THeaderSubprotocol protocol, string traceParent, params (string Key, string Value)[] headers) => HeaderWire.Frame(
        [(byte)protocol, 0, 1, (byte)headers.Length, .. headers.SelectMany(h => (byte[])[.. HeaderWire.Text(h.Key), .. HeaderWire.Text(h.Value)])],
        await Wire.AddAsync(HeaderWire.KindOf(protocol), p => Wire.MapAsync(p, 8888, ("traceparent", traceParent))));

    private async Task<Activity> ServeAsync(byte[] request)
    {
        (THeaderProtocol protocol, _) = HeaderWire.Reader(request);
        Calculator.AsyncProcessor processor = new(new CalculatorHandler());
        (await _recording.Instrumentor.Instrument(processor).ProcessAsync(protocol, protocol)).ShouldBeTrue();
        return await _recording.ServerSpanAsync("Calculator/add");
    }

    private sealed class CountingTransport(TTransport inner) : TLayeredTransport(inner)
    {
        public long Written { get; private set; }

        public long Read { get; private set; }

        public override bool IsOpen => InnerTransport.IsOpen;

        public override Task OpenAsync(CancellationToken cancellationToken = default) => InnerTransport.OpenAsync(cancellationToken);

        public override void Close() => InnerTransport.Close();

        public override async ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
        {
            int read = await InnerTransport.ReadAsync(buffer, offset, length, cancellationToken);
            Read += read;
            return read;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
        {
            Written += length;
            return InnerTransport.WriteAsync(buffer, offset, length, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => InnerTransport.FlushAsync(cancellationToken);

        protected override void Dispose(bool disposing) => InnerTransport.Dispose();
    }
}
