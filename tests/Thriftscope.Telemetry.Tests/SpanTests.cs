using System.Diagnostics;
using System.Net.Sockets;

namespace Thriftscope.Telemetry.Tests;

public class SpanTests
{
    [Theory]
    [InlineData("unframed")]
    [InlineData("framed")]
    public async Task A_call_leaves_a_client_span_and_a_server_span_below_it(string transport)
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync(transport: transport);

        (await probe.Client.CallAsync<string>("echo", "hello")).ShouldBe("hello");

        Activity client = await capture.ClientSpanAsync("Probe/echo");
        Activity server = await capture.ServerSpanAsync("Probe/echo");
        server.TraceId.ShouldBe(client.TraceId);
        server.ParentSpanId.ShouldBe(client.SpanId);
        server.HasRemoteParent.ShouldBeTrue();
        client.ParentSpanId.ShouldBe(default);
        foreach (Activity span in (Activity[])[client, server])
        {
            span.Tag("rpc.system.name").ShouldBe("apache_thrift");
            span.Tag("rpc.method").ShouldBe("Probe/echo");
            span.Tag("rpc.status_code").ShouldBe("OK");
            span.Tag("error.type").ShouldBeNull();
            span.Tag("server.address").ShouldBe("127.0.0.1");
            span.Tag("server.port").ShouldBe(probe.Port);
            span.Tag("thrift.protocol").ShouldBe("binary");
            span.Tag("thrift.transport").ShouldBe(transport);
            span.Tag("thrift.message.type").ShouldBe("call");
            span.Tag("network.peer.address").ShouldBe("127.0.0.1");
            span.Status.ShouldBe(ActivityStatusCode.Unset);
        }

        client.Tag("network.peer.port").ShouldBe(probe.Port);
        server.Tag("network.peer.port").ShouldBeOfType<int>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Sizes_are_those_of_the_whole_messages_on_both_sides()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync(transport: "framed");

        await probe.Client.CallAsync("echo", "12345");

        Activity client = await capture.ClientSpanAsync("Probe/echo");
        Activity server = await capture.ServerSpanAsync("Probe/echo");
        // Frame, version, name, sequence id, the result's field and string, stop.
        client.Tag("thrift.response.size").ShouldBe(4L + 4 + (4 + 4) + 4 + 3 + (4 + 5) + 1);
        server.Tag("thrift.response.size").ShouldBe(client.Tag("thrift.response.size"));
        server.Tag("thrift.request.size").ShouldBe(client.Tag("thrift.request.size"));
    }

    [Fact]
    public async Task A_method_of_a_base_service_belongs_to_the_service_that_is_called()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("add", 1, 2);

        _ = await capture.ClientSpanAsync("Probe/add");
        _ = await capture.ServerSpanAsync("Probe/add");
    }

    [Fact]
    public async Task Phases_do_not_overlap_and_add_up_to_the_span()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("echo", new string('x', 200_000));

        Activity client = await capture.ClientSpanAsync("Probe/echo");
        Activity server = await capture.ServerSpanAsync("Probe/echo");
        // What came in one piece has no phase of receiving or reading, and an answer may be there before the sender looks for it.
        Phases(client).Keys.Except(["wait", "receive"]).ShouldBe(["connect", "serialize", "send", "deserialize"]);
        Phases(server).Keys.Except(["read"]).ShouldBe(["deserialize", "queue", "handle", "serialize", "send"]);
        foreach (Activity span in (Activity[])[client, server])
            Phases(span).Values.Sum().ShouldBe(span.Duration.TotalSeconds, tolerance: 1e-5);
    }

    [Fact]
    public async Task A_server_span_starts_at_the_first_byte_and_not_before()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();
        byte[] note = [0x80, 1, 0, 4, 0, 0, 0, 4, .. "note"u8, 0, 0, 0, 1, 0];
        using TcpClient client = new("127.0.0.1", probe.Port) { NoDelay = true };
        TimeSpan idle = TimeSpan.FromMilliseconds(300);
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        await Task.Delay(idle, cancellation);
        DateTime written = DateTime.UtcNow;
        await client.GetStream().WriteAsync(note.AsMemory(0, 9), cancellation);
        await Task.Delay(idle, cancellation);
        await client.GetStream().WriteAsync(note.AsMemory(9), cancellation);

        Activity server = await capture.ServerSpanAsync("Probe/note");
        server.StartTimeUtc.ShouldBeGreaterThan(written - TimeSpan.FromMilliseconds(5));
        Phases(server)["read"].ShouldBeGreaterThan(idle.TotalSeconds * 0.5);
    }

    [Fact]
    public async Task A_connection_that_is_open_already_has_no_connect_phase()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("add", 1, 2);
        await probe.Client.CallAsync("echo", "again");

        Phases(await capture.ClientSpanAsync("Probe/echo")).ShouldNotContainKey("connect");
    }

    [Fact]
    public async Task Nested_calls_make_one_trace()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();

        (await probe.Client.CallAsync<int>("relay", 3)).ShouldBe(3);

        await TelemetryCapture.UntilAsync(() => capture.Spans.Count == 8, "eight spans");
        capture.Spans.Select(s => s.TraceId).Distinct().Count().ShouldBe(1);
        Dictionary<ActivitySpanId, Activity> byId = capture.Spans.ToDictionary(s => s.SpanId);
        int Depth(Activity span) => byId.TryGetValue(span.ParentSpanId, out Activity? parent) ? 1 + Depth(parent) : 1;
        capture.Spans.Max(Depth).ShouldBe(8);
    }

    [Fact]
    public async Task A_span_neither_leaks_to_the_caller_nor_to_the_next_call_on_the_connection()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();

        for (int i = 0; i < 3; i++)
        {
            await probe.Client.CallAsync("echo", "x");
            Activity.Current.ShouldBeNull();
        }

        await TelemetryCapture.UntilAsync(() => capture.Spans.Count == 6, "six spans");
        capture.Spans.Select(s => s.TraceId).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task The_handler_runs_inside_the_server_span_with_the_callers_baggage()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();

        global::OpenTelemetry.Baggage.SetBaggage("tenant", "blue");
        await probe.Client.CallAsync("echo", "x");
        global::OpenTelemetry.Baggage.ClearBaggage();

        Activity server = await capture.ServerSpanAsync("Probe/echo");
        probe.Handler.Current.ShouldBe(server);
        probe.Handler.Baggage["tenant"].ShouldBe("blue");
    }

    [Fact]
    public async Task The_callers_own_activity_is_the_parent()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();
        using Activity own = new Activity("own").Start();

        await probe.Client.CallAsync("echo", "x");

        (await capture.ClientSpanAsync("Probe/echo")).ParentSpanId.ShouldBe(own.SpanId);
        Activity.Current.ShouldBe(own);
    }

    private static Dictionary<string, double> Phases(Activity span) => span.TagObjects
        .Where(t => t.Key.StartsWith("thrift.phase.", StringComparison.Ordinal))
        .ToDictionary(t => t.Key["thrift.phase.".Length..], t => (double)t.Value!);
}
