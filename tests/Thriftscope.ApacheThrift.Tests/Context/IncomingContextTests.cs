using System.Diagnostics;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Context;

/// <summary>What foreign clients put into field 8888: whatever it is, the call is answered.</summary>
public sealed class IncomingContextTests : IDisposable
{
    private readonly CalculatorHandler _handler = new();
    private readonly Recording _recording = new();

    public void Dispose() => _recording.Dispose();

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_context_from_elsewhere_is_the_parent(ProtocolKind protocol)
    {
        Activity span = await AddAsync(protocol, p => Wire.MapAsync(
            p, 8888, ("TraceParent", Wire.TraceParent), ("tracestate", "vendor=1"), ("baggage", "tenant=blue"), ("of-the-user", "kept?")));

        span.ParentSpanId.ToString().ShouldBe(Wire.SpanId);
        span.TraceId.ToString().ShouldBe(Wire.TraceId);
        span.HasRemoteParent.ShouldBeTrue();
        span.TraceStateString.ShouldBe("vendor=1");
        span.GetBaggageItem("tenant").ShouldBe("blue");
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_context_that_is_not_the_last_field_is_the_parent(ProtocolKind protocol)
    {
        byte[] request = await Wire.MessageAsync(protocol, "add", async p =>
        {
            await Wire.MapAsync(p, 8888, ("traceparent", Wire.TraceParent));
            await Wire.NumberAsync(p, 1, 1);
            await Wire.NumberAsync(p, 2, 2);
        });

        (await ProcessAsync(protocol, request)).ParentSpanId.ToString().ShouldBe(Wire.SpanId);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task Of_two_contexts_the_first_counts(ProtocolKind protocol)
    {
        Activity span = await AddAsync(protocol, async p =>
        {
            await Wire.MapAsync(p, 8888, ("traceparent", Wire.TraceParent));
            await Wire.MapAsync(p, 8888, ("traceparent", "00-11111111111111111111111111111111-2222222222222222-01"));
        });

        span.ParentSpanId.ToString().ShouldBe(Wire.SpanId);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task Hundreds_of_contexts_are_skipped(ProtocolKind protocol)
    {
        Activity span = await AddAsync(protocol, async p =>
        {
            for (int i = 0; i < 2000; i++)
                await Wire.MapAsync(p, 8888, ("traceparent", Wire.TraceParent));
        });

        span.ParentSpanId.ToString().ShouldBe(Wire.SpanId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331")]
    public async Task A_malformed_context_is_no_parent(string traceParent)
    {
        foreach (ProtocolKind protocol in Enum.GetValues<ProtocolKind>())
        {
            using Recording recording = new();
            Activity span = await ProcessAsync(protocol, await Wire.AddAsync(protocol, p => Wire.MapAsync(p, 8888, ("traceparent", traceParent))), recording);

            span.ParentSpanId.ShouldBe(default);
        }
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_context_with_too_many_entries_is_no_parent(ProtocolKind protocol)
    {
        Activity span = await AddAsync(protocol, p => Wire.MapAsync(
            p, 8888, [("traceparent", Wire.TraceParent), .. Enumerable.Range(0, 100).Select(i => ($"key{i}", "x"))]));

        span.ParentSpanId.ShouldBe(default);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_context_with_too_many_characters_is_no_parent(ProtocolKind protocol)
    {
        Activity span = await AddAsync(protocol, p => Wire.MapAsync(p, 8888, ("traceparent", Wire.TraceParent), ("baggage", new string('x', 9000))));

        span.ParentSpanId.ShouldBe(default);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_field_of_another_type_is_no_context(ProtocolKind protocol)
    {
        Func<TProtocol, Task>[] fields =
        [
            p => Wire.NumberAsync(p, 8888, 5),
            p => Wire.TextAsync(p, 8888, Wire.TraceParent),
            p => Wire.FieldAsync(p, TType.Bool, 8888, p => p.WriteBoolAsync(true)),
            p => Wire.FieldAsync(p, TType.Struct, 8888, p => Wire.StructAsync(p, p => Wire.MapAsync(p, 8888, ("traceparent", Wire.TraceParent)))),
            p => Wire.FieldAsync(p, TType.List, 8888, async p =>
            {
                await p.WriteListBeginAsync(new TList(TType.String, 2));
                await p.WriteStringAsync("traceparent");
                await p.WriteStringAsync(Wire.TraceParent);
                await p.WriteListEndAsync();
            }),
            p => Wire.FieldAsync(p, TType.Map, 8888, async p =>
            {
                await p.WriteMapBeginAsync(new TMap(TType.I32, TType.String, 1));
                await p.WriteI32Async(1);
                await p.WriteStringAsync(Wire.TraceParent);
                await p.WriteMapEndAsync();
            }),
            p => Wire.FieldAsync(p, TType.Map, 8888, async p =>
            {
                await p.WriteMapBeginAsync(new TMap(TType.String, TType.I32, 1));
                await p.WriteStringAsync("traceparent");
                await p.WriteI32Async(1);
                await p.WriteMapEndAsync();
            }),
            p => Wire.MapAsync(p, 8888),
            p => Wire.MapAsync(p, 8888, ("color", "blue")),
            p => Wire.MapAsync(p, 8887, ("traceparent", Wire.TraceParent)),
        ];
        foreach (Func<TProtocol, Task> field in fields)
        {
            using Recording recording = new();
            Activity span = await ProcessAsync(protocol, await Wire.AddAsync(protocol, field), recording);

            span.ParentSpanId.ShouldBe(default);
        }
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task SkyWalkings_context_is_an_attribute_and_no_parent(ProtocolKind protocol)
    {
        const string Sw8 = "1-TRACE-SEGMENT-3-SERVICE-INSTANCE-ENDPOINT-PEER";
        Activity span = await AddAsync(protocol, p => Wire.MapAsync(p, 8888, ("sw8", Sw8), ("sw8-correlation", ""), ("sw8-x", "0- ")));

        span.Tag("thrift.context.skywalking").ShouldBe(Sw8);
        span.ParentSpanId.ShouldBe(default);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task SkyWalkings_context_may_be_in_a_nested_struct_beside_the_parent(ProtocolKind protocol)
    {
        CalculatorHandler handler = new();
        byte[] request = await Wire.MessageAsync(protocol, "tagNested", async p =>
        {
            await Wire.FieldAsync(p, TType.Struct, 1, p => Wire.StructAsync(p, async p =>
            {
                await Wire.TextAsync(p, 1, "outer");
                await Wire.MapAsync(p, 8888, ("sw8", "1-nested"));
            }));
            await Wire.MapAsync(p, 8888, ("traceparent", Wire.TraceParent));
        });

        Outcome outcome = await Wire.ProcessAsync(_recording.Instrumentor.Instrument(new Calculator.AsyncProcessor(handler)), protocol, request);

        using Calculator.Client client = Wire.Reader(protocol, outcome.Reply);
        (await client.recv_tagNested()).Name.ShouldBe("outer");
        Activity span = await _recording.ServerSpanAsync("Calculator/tagNested");
        span.Tag("thrift.context.skywalking").ShouldBe("1-nested");
        span.ParentSpanId.ToString().ShouldBe(Wire.SpanId);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task The_context_of_an_unknown_method_is_the_parent(ProtocolKind protocol)
    {
        byte[] request = await Wire.MessageAsync(protocol, "nothing", async p =>
        {
            await Wire.TextAsync(p, 1, "text");
            await Wire.MapAsync(p, 8888, ("traceparent", Wire.TraceParent));
        });

        _ = await Wire.ProcessAsync(_recording.Instrumentor.Instrument(new Calculator.AsyncProcessor(_handler)), protocol, request);

        (await _recording.ServerSpanAsync("apache_thrift")).ParentSpanId.ToString().ShouldBe(Wire.SpanId);
    }

    private Task<Activity> AddAsync(ProtocolKind protocol, Func<TProtocol, Task> further) => AddAsync(protocol, further, _recording);

    private async Task<Activity> AddAsync(ProtocolKind protocol, Func<TProtocol, Task> further, Recording recording) =>
        await ProcessAsync(protocol, await Wire.AddAsync(protocol, further), recording);

    private async Task<Activity> ProcessAsync(ProtocolKind protocol, byte[] request, Recording? recording = null)
    {
        recording ??= _recording;
        Outcome plain = await Wire.ProcessAsync(new Calculator.AsyncProcessor(_handler), protocol, request);
        Outcome outcome = await Wire.ProcessAsync(recording.Instrumentor.Instrument(new Calculator.AsyncProcessor(_handler)), protocol, request);

        outcome.Text.ShouldBe(plain.Text);
        using Calculator.Client client = Wire.Reader(protocol, outcome.Reply);
        (await client.recv_add()).ShouldBe(3);
        return await recording.ServerSpanAsync("Calculator/add");
    }
}
