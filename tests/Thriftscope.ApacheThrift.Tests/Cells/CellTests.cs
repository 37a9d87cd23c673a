using System.Diagnostics;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Cells;

/// <summary>What holds of a call however Apache's parts are put together.</summary>
public class CellTests
{
    public static TheoryData<Cell> Cells => [.. Cell.All];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_call_leaves_one_span_on_each_side_that_tell_the_same(Cell cell)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: cell, relay: cell.Endpoint == EndpointKind.Tcp);
        Calculator.Client client = await rig.ConnectAsync(recording);

        (await client.add(1, 2).InTime()).ShouldBe(3);

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/add");
        there.TraceId.ShouldBe(here.TraceId);
        there.ParentSpanId.ShouldBe(here.SpanId);
        here.ParentSpanId.ShouldBe(default);
        foreach (Activity span in (Activity[])[here, there])
            CheckAttributes(span, cell, "Calculator/add", "call");
        here.Tag("thrift.request.size").ShouldBe(there.Tag("thrift.request.size"));
        here.Tag("thrift.response.size").ShouldBe(there.Tag("thrift.response.size"));
        if (cell.Endpoint != EndpointKind.Pipe)
        {
            here.Tag("server.address").ShouldBe("127.0.0.1");
            here.Tag("server.port").ShouldBe(rig.Port);
        }

        if (cell.Endpoint == EndpointKind.Tcp)
        {
            here.Tag("thrift.request.size").ShouldBe((long)rig.Relay.Requests.Length);
            here.Tag("thrift.response.size").ShouldBe((long)rig.Relay.Replies.Length);
        }

        recording.Spans.Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task The_phases_of_a_call_add_up_to_its_span(Cell cell)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: cell);
        Calculator.Client client = await rig.ConnectAsync(recording);

        for (int i = 0; i < 3; i++)
            _ = await client.add(i, 2).InTime();

        foreach (Activity span in await recording.SpansAsync(ActivityKind.Client, 3))
            CheckPhases(span, "serialize", "wait");
        foreach (Activity span in await recording.SpansAsync(ActivityKind.Server, 3))
            CheckPhases(span, "handle", "serialize");
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Calls_and_connections_are_measured_and_come_back_to_none(Cell cell)
    {
        using Recording recording = new();
        await using (Rig rig = Rig.Serve(recording, cell: cell))
        {
            Calculator.Client client = await rig.ConnectAsync(recording);
            _ = await client.add(1, 2).InTime();
            await client.reset().InTime();

            await CheckCallMetricsAsync(recording.Metrics, "client");
            await CheckCallMetricsAsync(recording.Metrics, "server");
            recording.Metrics.Sum("thrift.client.connections").ShouldBe(1);
            // A server that tells nobody of its connections leaves them uncounted.
            recording.Metrics.Sum("thrift.server.connections").ShouldBe(cell.Server == ServerKind.Custom ? 0 : 1);
            client.Dispose();
            await recording.Metrics.SumAsync("thrift.client.connections", 0);
        }

        await InTimeExtensions.UntilAsync(() => recording.Metrics.Sum("thrift.server.connections") == 0, () => "the server's connections to end");
        // As it stops, the transport of pipes gives the server a connection that never was.
        int connections = recording.Metrics.Of("thrift.server.connections").Length / 2;
        connections.ShouldBeInRange(cell.Server == ServerKind.Custom ? 0 : 1, cell.Endpoint == EndpointKind.Pipe ? 2 : 1);
        _ = await recording.Metrics.OfAsync("thrift.server.connection.duration", connections);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_oneway_call_ends_at_its_flush(Cell cell)
    {
        TaskCompletionSource release = new();
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, new CalculatorHandler { Notify = _ => release.Task }, cell, relay: cell.Endpoint == EndpointKind.Tcp);
        Calculator.Client client = await rig.ConnectAsync(recording);

        await client.notify("hello").InTime();

        Activity here = await recording.ClientSpanAsync("Calculator/notify");
        recording.Spans.Count.ShouldBe(1);
        release.SetResult();
        Activity there = await recording.ServerSpanAsync("Calculator/notify");
        there.ParentSpanId.ShouldBe(here.SpanId);
        foreach (Activity span in (Activity[])[here, there])
        {
            span.Tag("thrift.message.type").ShouldBe("oneway");
            span.Tag("thrift.response.size").ShouldBeNull();
            span.Status.ShouldBe(ActivityStatusCode.Unset);
        }

        here.Tag("thrift.request.size").ShouldBe(there.Tag("thrift.request.size"));
        if (cell.Endpoint == EndpointKind.Tcp)
            here.Tag("thrift.request.size").ShouldBe((long)rig.Relay.Requests.Length);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Large_arguments_and_results_arrive_and_are_counted(Cell cell)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: cell, relay: cell.Endpoint == EndpointKind.Tcp);
        Calculator.Client client = await rig.ConnectAsync(recording);
        string large = new('x', 100_000);

        (await client.run(large).InTime()).ShouldBe(large);

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/run");
        here.Tag("thrift.request.size").ShouldBe(there.Tag("thrift.request.size"));
        here.Tag("thrift.response.size").ShouldBe(there.Tag("thrift.response.size"));
        if (cell.Endpoint == EndpointKind.Tcp)
        {
            here.Tag("thrift.request.size").ShouldBe((long)rig.Relay.Requests.Length);
            here.Tag("thrift.response.size").ShouldBe((long)rig.Relay.Replies.Length);
        }
    }

    private static void CheckAttributes(Activity span, Cell cell, string method, string messageType)
    {
        span.DisplayName.ShouldBe(method);
        span.Status.ShouldBe(ActivityStatusCode.Unset);
        span.Tag("rpc.system.name").ShouldBe("apache_thrift");
        span.Tag("rpc.method").ShouldBe(method);
        span.Tag("rpc.status_code").ShouldBe("OK");
        span.Tag("error.type").ShouldBeNull();
        span.Tag("thrift.protocol").ShouldBe(cell.ProtocolName);
        span.Tag("thrift.transport").ShouldBe(cell.TransportName);
        span.Tag("thrift.message.type").ShouldBe(messageType);
        span.Tag("thrift.request.size").ShouldBeOfType<long>().ShouldBeGreaterThan(0);
        span.Tag("thrift.response.size").ShouldBeOfType<long>().ShouldBeGreaterThan(0);
        span.TagObjects.Select(t => t.Key).ShouldBeUnique();
    }

    private static void CheckPhases(Activity span, params string[] expected)
    {
        Dictionary<string, double> phases = span.Phases();
        foreach (string phase in expected)
            phases.ShouldContainKey(phase);
        phases.Values.ShouldAllBe(seconds => seconds > 0);
        phases.Values.Sum().ShouldBe(span.Duration.TotalSeconds, 1e-6);
    }

    private static async Task CheckCallMetricsAsync(Measurements metrics, string side)
    {
        Measurement[] durations = await metrics.OfAsync($"rpc.{side}.call.duration", 2);
        durations.ShouldAllBe(d => d.Value > 0);
        durations.Select(d => d.Tags["rpc.method"]).ShouldBe(["Calculator/add", "Calculator/reset"]);
        durations.Select(d => d.Tags["rpc.status_code"]).ShouldBe(["OK", "OK"]);
        durations.Select(d => d.Tags["rpc.system.name"]).ShouldBe(["apache_thrift", "apache_thrift"]);
        await metrics.SumAsync($"thrift.{side}.active_requests", 0);
        metrics.Of($"thrift.{side}.active_requests").Length.ShouldBe(4);
        (await metrics.OfAsync($"thrift.{side}.request.size", 2)).ShouldAllBe(s => s.Value > 0);
        (await metrics.OfAsync($"thrift.{side}.response.size", 2)).ShouldAllBe(s => s.Value > 0);
    }
}
