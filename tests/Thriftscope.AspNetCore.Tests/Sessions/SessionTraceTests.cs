using System.Diagnostics;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Sessions;
using Thriftscope.Telemetry;
using static Thriftscope.AspNetCore.Tests.Sessions.SessionBytes;

namespace Thriftscope.AspNetCore.Tests.Sessions;

/// <summary>The trace that goes with requests in the headers of sessions.</summary>
[Collection(nameof(Alone))]
public sealed class SessionTraceTests : IDisposable
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private readonly List<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public SessionTraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == "Thriftscope",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                lock (_spans)
                    _spans.Add(a);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private Activity[] Spans
    {
        get
        {
            lock (_spans)
                return [.. _spans];
        }
    }

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData("ThriftPy")]
    [InlineData("Finagle")]
    public async Task A_call_in_a_handler_belongs_to_the_same_trace(string session)
    {
        ThriftSession dialect = Enum.Parse<ThriftSession>(session);
        await using Chain chain = await Chain.StartAsync([dialect, dialect, dialect]);

        await chain.Client.CallAsync<string>("go", 1).InTime();

        await InTimeExtensions.Eventually(() => Spans.Length == 6, "the spans");
        // Nothing is recorded of the probes.
        Spans.Select(s => s.DisplayName).Distinct().ShouldBe(["S/go"]);
        Activity span = Spans.Single(s => s.ParentSpanId == default);
        for (int i = 0; i < 5; i++)
        {
            Activity child = Spans.Single(s => s.ParentSpanId == span.SpanId);
            child.TraceId.ShouldBe(span.TraceId);
            child.Kind.ShouldBe(i % 2 == 0 ? ActivityKind.Server : ActivityKind.Client);
            span = child;
        }

        string?[] seqs = dialect == ThriftSession.ThriftPy ? ["1", "1", "1.1", "1.1", "1.1.1", "1.1.1"] : new string?[6];
        Spans.Select(s => (string?)s.GetTagItem("thrift.context.thriftpy.seq")).Order().ShouldBe(seqs);
        Spans.Select(s => s.GetTagItem("thrift.context.thriftpy.request_id")).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task The_context_rides_in_thriftpys_meta_as_it_is()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();

        await connection.SendAsync(
            ThriftPyProbe(1), RequestHeader("r-1", "1.2", ("traceparent", TraceParent), ("tracestate", "a=b"), ("baggage", "user=1")), RawMessage.Call("where", 1));
        await connection.ShouldReceiveAsync(ThriftPyAnswer(1), RawMessage.Reply("where", 1, "r-1 1.2"));

        Activity span = await SpanAsync();
        (span.TraceId.ToHexString(), span.ParentSpanId.ToHexString()).ShouldBe(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"));
        span.TraceStateString.ShouldBe("a=b");
        span.GetBaggageItem("user").ShouldBe("1");
        span.GetTagItem("thrift.context.thriftpy.request_id").ShouldBe("r-1");
        span.GetTagItem("thrift.context.thriftpy.seq").ShouldBe("1.2");
    }

    [Fact]
    public async Task What_is_in_the_message_itself_is_trusted_more()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();
        byte[] field = TextMap(8888, ("traceparent", "00-00000000000000000000000000000001-0000000000000002-01"));

        await connection.SendAsync(ThriftPyProbe(1), RequestHeader("r-1", "1", ("traceparent", TraceParent)), RawMessage.Call("where", 1, field));
        await connection.ShouldReceiveAsync(ThriftPyAnswer(1), RawMessage.Reply("where", 1, "r-1 1"));

        (await SpanAsync()).ParentSpanId.ToHexString().ShouldBe("0000000000000002");
    }

    [Theory]
    [InlineData(0x0UL, true, false, "00000000000000008448eb211c80319c", "b7ad6b7169203331", true)]
    [InlineData(0x0af7651916cd43ddUL, false, false, "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", false)]
    [InlineData(0x0UL, null, true, "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true)]
    [InlineData(0x0UL, null, false, "00000000000000008448eb211c80319c", "b7ad6b7169203331", false)]
    public async Task Finagles_ids_are_the_parent(ulong high, bool? isSampled, bool hasContext, string traceId, string spanId, bool isRecorded)
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();
        byte[] context = Convert.FromHexString("b7ad6b7169203331" + "0000000000000001" + "8448eb211c80319c" + "0000000000000006" + "0af7651916cd43dd");
        byte[] header =
        [
            .. I64(1, 0x8448eb211c80319c), .. I64(2, 0xb7ad6b7169203331), .. I64(3, 1),
            .. isSampled is { } sampled ? Bool(5, sampled) : [],
            .. hasContext ? List(8, FinagleContext("com.twitter.finagle.tracing.TraceContext", context)) : [],
            .. high == 0 ? [] : I64(11, high), 0,
        ];

        await connection.SendAsync(RawMessage.Framed(FinagleProbe()), RawMessage.Framed([.. header, .. RawMessage.Call("where", 1)]));
        await connection.ShouldReceiveAsync(RawMessage.Framed(FinagleAnswer()), RawMessage.Framed([0, .. RawMessage.Reply("where", 1, " ")]));

        Activity span = await SpanAsync();
        (span.TraceId.ToHexString(), span.ParentSpanId.ToHexString()).ShouldBe((traceId, spanId));
        ActivityContext.TryParse(span.ParentId, null, out ActivityContext parent).ShouldBeTrue();
        parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded).ShouldBe(isRecorded);
    }

    [Fact]
    public async Task A_context_that_finagle_has_passed_on_from_another_call_is_not_believed()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();
        byte[] header =
        [
            .. I64(1, 1), .. I64(2, 2), .. Bool(5, true),
            .. List(8, FinagleContext("traceparent", Encoded(TraceParent)), FinagleContext("tracestate", Encoded("a=b")), FinagleContext("baggage", Encoded("user=1"))), 0,
        ];

        await connection.SendAsync(RawMessage.Framed(FinagleProbe()), RawMessage.Framed([.. header, .. RawMessage.Call("where", 1)]));
        await connection.ShouldReceiveAsync(RawMessage.Framed(FinagleAnswer()), RawMessage.Framed([0, .. RawMessage.Reply("where", 1, " ")]));

        Activity span = await SpanAsync();
        span.ParentSpanId.ToHexString().ShouldBe("0000000000000002");
        span.TraceStateString.ShouldBeNull();
        span.GetBaggageItem("user").ShouldBe("1");
    }

    [Fact]
    public async Task Ids_of_zero_are_no_trace()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();

        await connection.SendAsync(RawMessage.Framed(FinagleProbe()), RawMessage.Framed([.. I64(1, 0), .. I64(2, 0), 0, .. RawMessage.Call("where", 1)]));
        await connection.ShouldReceiveAsync(RawMessage.Framed(FinagleAnswer()), RawMessage.Framed([0, .. RawMessage.Reply("where", 1, " ")]));

        (await SpanAsync()).ParentSpanId.ShouldBe(default);
    }

    [Fact]
    public async Task Trace_state_and_baggage_come_through_finagles_header()
    {
        await using Loopback loopback = await Loopback.StartAsync(
            TrackedHandler.Module.Service("S"), new TrackedHandler(), client: new ThriftClientOptions { Context = Writing.Of(ThriftSession.Finagle) }, endpoint: "tcp://127.0.0.1:0?transport=framed");
        using (Activity around = new Activity("around").SetIdFormat(ActivityIdFormat.W3C))
        {
            around.TraceStateString = "a=b";
            around.AddBaggage("user", "1").Start();
            await loopback.Client.CallAsync<string>("where").InTime();
        }

        await InTimeExtensions.Eventually(() => Spans.Length == 2, "the spans");
        Activity server = Spans.Single(s => s.Kind == ActivityKind.Server);
        server.ParentSpanId.ShouldBe(Spans.Single(s => s.Kind == ActivityKind.Client).SpanId);
        server.TraceStateString.ShouldBe("a=b");
        server.GetBaggageItem("user").ShouldBe("1");
    }

    [Fact]
    public async Task A_probe_is_neither_a_call_nor_a_rejected_message()
    {
        using RejectedMessages rejected = new();
        await using Loopback loopback = await Loopback.StartAsync(
            TrackedHandler.Module.Service("S"), new TrackedHandler(), new ThriftServerOptions { Context = new() { Read = [.. new ThriftContextOptions().Read.Where(r => r.Dialect != ThriftContextDialects.Finagle)] } });
        using RawConnection connection = await loopback.ConnectRawAsync();

        await connection.SendAsync(RawMessage.Framed(FinagleProbe()), RawMessage.Framed(ThriftPyProbe(2)), RawMessage.Framed(RawMessage.Call("where", 1)));
        (await connection.ReceiveAsync()).Error.Error.ShouldBe(ThriftApplicationError.UnknownMethod);
        await connection.ShouldReceiveAsync(RawMessage.Framed(ThriftPyAnswer(2)), RawMessage.Framed(RawMessage.Reply("where", 1, " ")));

        (await SpanAsync()).DisplayName.ShouldBe("S/where");
        rejected.Total.ShouldBe(0);
    }

    private static Task<Loopback> StartAsync() => Loopback.StartAsync(TrackedHandler.Module.Service("S"), new TrackedHandler());

    private static byte[] Encoded(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private async Task<Activity> SpanAsync()
    {
        await InTimeExtensions.Eventually(() => Spans.Length > 0, "the span");
        return Spans.Single();
    }
}
