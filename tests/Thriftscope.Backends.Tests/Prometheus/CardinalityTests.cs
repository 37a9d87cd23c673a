using Thriftscope.OpenTelemetry;

namespace Thriftscope.Backends.Tests.Prometheus;

public class CardinalityTests
{
    private const int Names = 3000;

    [Fact]
    public async Task Whatever_names_a_peer_makes_up_become_one_series()
    {
        string[] names =
        [
            .. Enumerable.Range(0, Names).Select(i => $"method{i}"),
            // As on a server of several services.
            .. Enumerable.Range(0, Names).Select(i => $"Service{i}:buy"),
            .. Enumerable.Range(0, 20).Select(i => new string((char)('a' + i), 100_000)),
        ];
        int port = Ports.Unused();
        using ThriftTelemetry telemetry = ThriftTelemetry.Start(o =>
        {
            o.Instrumentation.RecordPhases = true;
            o.UsePrometheus(port);
        });
        await using ObservedShop shop = await ObservedShop.OpenAsync();
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync([port]);

        await shop.CallUnknownAsync(names);

        await prometheus.BecomesAsync("""rpc_server_call_duration_seconds_count{rpc_method="_OTHER"}""", names.Length);
        IReadOnlyList<Sample> methods = await prometheus.QueryAsync("""count by (rpc_method) ({rpc_method!=""})""");
        methods.ShouldHaveSingleItem().Labels["rpc_method"].ShouldBe("_OTHER");
        await prometheus.BecomesAsync("""thrift_server_rejected_messages_total{thrift_reason="unknown_method"}""", names.Length);
    }

    [Fact]
    public async Task Connections_and_broken_messages_add_no_series_of_their_own()
    {
        int port = Ports.Unused();
        using ThriftTelemetry telemetry = ThriftTelemetry.Start(o => o.UsePrometheus(port));
        await using ObservedShop shop = await ObservedShop.OpenAsync();
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync([port]);
        await shop.SendGarbageAsync();
        await prometheus.BecomesAsync("""sum(thrift_server_connection_duration_seconds_count{thrift_close_reason="protocol_error"})""", 1);
        double? before = await prometheus.ValueAsync("""count({job="thrift", __name__=~"rpc_.*|thrift_.*"})""");

        for (int i = 0; i < 50; i++)
            await shop.SendGarbageAsync();

        await prometheus.BecomesAsync("""sum(thrift_server_connection_duration_seconds_count{thrift_close_reason="protocol_error"})""", 51);
        (await prometheus.ValueAsync("""count({job="thrift", __name__=~"rpc_.*|thrift_.*"})""")).ShouldBe(before);
    }
}
