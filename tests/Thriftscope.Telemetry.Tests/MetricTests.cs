using OpenTelemetry.Metrics;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Telemetry.Tests;

public class MetricTests
{
    [Fact]
    public async Task Durations_are_recorded_for_both_sides_with_the_conventions_names_and_finer_bounds()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("add", 1, 2);
        await probe.Client.CallAsync("add", 1, 2);
        _ = capture.Metric("rpc.client.call.duration");
        await TelemetryCapture.UntilAsync(() => capture.Spans.Count == 4, "four spans");

        MetricSnapshot client = capture.Metric("rpc.client.call.duration");
        client.Unit.ShouldBe("s");
        MetricPoint point = client.MetricPoints.ShouldHaveSingleItem();
        point.GetHistogramCount().ShouldBe(2);
        point.Tags().ShouldBe(new Dictionary<string, object?>
        {
            ["rpc.system.name"] = "apache_thrift",
            ["rpc.method"] = "Probe/add",
            ["rpc.status_code"] = "OK",
            ["server.address"] = "127.0.0.1",
            ["server.port"] = probe.Port,
        }, ignoreOrder: true);
        List<double> bounds = [];
        foreach (HistogramBucket bucket in point.GetHistogramBuckets())
            bounds.Add(bucket.ExplicitBound);
        bounds.ShouldBe([0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, double.PositiveInfinity]);

        MetricPoint server = capture.Metric("rpc.server.call.duration").MetricPoints.ShouldHaveSingleItem();
        server.GetHistogramCount().ShouldBe(2);
        server.Tags().Keys.ShouldBe(["rpc.system.name", "rpc.method", "rpc.status_code"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_failed_call_has_its_error_type_on_the_metric_too()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();

        await Should.ThrowAsync<ThriftApplicationException>(probe.Client.CallAsync("fail"));

        Dictionary<string, object?> tags = capture.Metric("rpc.client.call.duration").Tags().ShouldHaveSingleItem();
        tags["rpc.status_code"].ShouldBe("INTERNAL_ERROR");
        tags["error.type"].ShouldBe("INTERNAL_ERROR");
    }

    [Fact]
    public async Task Sizes_are_recorded_for_both_sides()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("echo", "hello");
        await TelemetryCapture.UntilAsync(() => capture.Spans.Count == 2, "two spans");

        foreach (string name in (string[])["thrift.client.request.size", "thrift.client.response.size", "thrift.server.request.size", "thrift.server.response.size"])
        {
            MetricSnapshot size = capture.Metric(name);
            size.Unit.ShouldBe("By");
            MetricPoint point = size.MetricPoints.ShouldHaveSingleItem();
            point.Tags().ShouldBe(new Dictionary<string, object?> { ["rpc.method"] = "Probe/echo" });
            point.GetHistogramSum().ShouldBeGreaterThan(20);
        }
    }

    [Fact]
    public async Task Requests_are_active_while_they_run()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();
        long Active(string side) => capture.Metric($"thrift.{side}.active_requests").MetricPoints.Single().GetSumLong();

        Task call = probe.Client.CallAsync("stall");
        await TelemetryCapture.UntilAsync(() => capture.HasMetric("thrift.server.active_requests") && Active("server") == 1, "the call to reach the server");
        Active("client").ShouldBe(1);
        probe.Handler.Release.SetResult();
        await call;

        Active("client").ShouldBe(0);
        await TelemetryCapture.UntilAsync(() => Active("server") == 0, "the server to end the call");
    }

    [Fact]
    public async Task Connections_are_counted_and_timed()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync(transport: "framed");
        long Open(string side) => capture.Metric($"thrift.{side}.connections").MetricPoints.Single(p => "framed".Equals(p.Tags()["thrift.transport"])).GetSumLong();

        await probe.Client.CallAsync("add", 1, 2);
        Open("client").ShouldBe(1);
        Open("server").ShouldBe(1);
        await probe.Client.DisposeAsync();

        Open("client").ShouldBe(0);
        await TelemetryCapture.UntilAsync(() => Open("server") == 0, "the server to close the connection");
        await TelemetryCapture.UntilAsync(() => capture.HasMetric("thrift.server.connection.duration"), "the connection's duration");
        MetricSnapshot duration = capture.Metric("thrift.server.connection.duration");
        duration.Unit.ShouldBe("s");
        duration.Tags().ShouldHaveSingleItem()["thrift.close_reason"].ShouldBe("client_closed");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Phases_are_metrics_only_when_they_are_asked_for(bool asked)
    {
        using TelemetryCapture capture = new(o => o.RecordPhases = asked);
        await using ProbeService probe = await ProbeService.StartAsync();

        Task call = probe.Client.CallAsync("stall");
        await TelemetryCapture.UntilAsync(() => capture.HasMetric("thrift.server.active_requests"), "the call to reach the server");
        probe.Handler.Release.SetResult();
        await call;

        capture.HasMetric("thrift.client.phase.duration").ShouldBe(asked);
        if (asked)
        {
            capture.Metric("thrift.client.phase.duration").Tags().Select(t => (string)t["thrift.phase"]!)
                .ShouldBe(["connect", "serialize", "send", "wait", "deserialize"], ignoreOrder: true);
        }
    }

    [Fact]
    public async Task An_extracted_context_is_counted_by_its_dialect()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("add", 1, 2);

        capture.Metric("thrift.context.extracted").Tags().ShouldHaveSingleItem()["thrift.dialect"].ShouldBe("trailing_field");
    }

    [Fact]
    public async Task What_a_request_waits_behind_another_is_recorded_as_its_time_in_the_queue()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();

        Task slow = probe.Client.CallAsync("sleep", 200);
        Task behind = probe.Client.CallAsync("add", 1, 2);
        await Task.WhenAll(slow, behind);

        MetricSnapshot queue = capture.Metric("thrift.server.queue.duration");
        queue.Unit.ShouldBe("s");
        MetricPoint waited = queue.MetricPoints.Single(p => Equals(p.Tags()["rpc.method"], "Probe/add"));
        waited.GetHistogramCount().ShouldBe(1);
        waited.GetHistogramSum().ShouldBeGreaterThan(0.1);
        queue.MetricPoints.Single(p => Equals(p.Tags()["rpc.method"], "Probe/sleep")).GetHistogramSum().ShouldBeLessThan(waited.GetHistogramSum());
    }

    [Fact]
    public void The_one_line_set_up_records_the_use_of_resources_too()
    {
        List<MetricSnapshot> metrics = [];
        using (ThriftTelemetry.Start(o => o.ConfigureTracing(_ => { }).ConfigureMetrics(m => m.AddInMemoryExporter(metrics))))
            GC.Collect();

        foreach (string name in (string[])["dotnet.process.cpu.time", "dotnet.process.memory.working_set", "dotnet.gc.pause.time", "dotnet.thread_pool.queue.length"])
            metrics.ShouldContain(m => m.Name == name);
    }
}
