using System.Diagnostics;
using OpenTelemetry.Exporter;
using Thriftscope.Backends.Tests.Statsd;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Backends.Tests.Otlp;

/// <summary>A program ends in time, whatever its collector does.</summary>
public class OtlpShutdownTests
{
    // An end without a limit of its own would wait as long as these allow.
    private static readonly (string Name, string Value)[] Endless =
    [
        .. new[] { "OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_BSP_EXPORT_TIMEOUT", "OTEL_BLRP_EXPORT_TIMEOUT", "OTEL_METRIC_EXPORT_TIMEOUT" }
            .Select(name => (name, "600000")),
    ];

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task Telemetry_for_a_stalled_collector_ends_within_one_limit_for_all_signals(OtlpExportProtocol protocol)
    {
        using Variables variables = new(
            [.. Endless, ("OTEL_BSP_SCHEDULE_DELAY", "10"), ("OTEL_BLRP_SCHEDULE_DELAY", "10"), ("OTEL_METRIC_EXPORT_INTERVAL", "50")]);
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using Probe probe = await Probe.StartAsync();
        receiver.Manners.Stall();
        ThriftTelemetry telemetry = ThriftTelemetry.Start(o =>
        {
            o.ShutdownTimeout = TimeSpan.FromSeconds(1);
            o.UseOtlp(receiver.For(protocol), protocol);
        });
        await probe.FailAsync();
        await Eventually.HoldsAsync(() => receiver.Manners.Stalled == 3, "a stalled request of each signal");

        // The SDK alone would take 5 seconds for each of the three.
        await Task.Run(telemetry.Dispose, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken);

        receiver.Inbox.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_sends_everything_before_it_ends()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using BackendProcess program = StartProgram(receiver);

        await program.WaitForExitAsync();

        program.ExitCode.ShouldBe(0, program.Output);
        receiver.Inbox.Spans.Length.ShouldBe(4);
        receiver.Inbox.Logs.Length.ShouldBe(2);
        receiver.Inbox.Total("otel.sdk.exporter.span.exported").ShouldBe(4);
        receiver.Inbox.Spans.ShouldAllBe(s => s.Resource.Attributes.Text("service.name") == "from-the-environment");
    }

    [Fact]
    public async Task A_program_ends_although_its_collector_stalls()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        receiver.Manners.Stall();
        await using BackendProcess program = StartProgram(receiver);

        await program.WaitForExitAsync(TimeSpan.FromMinutes(1));

        program.ExitCode.ShouldBe(0, program.Output);
        program.Lines.ShouldBe(["Hello, world", "failed"]);
    }

    [Fact]
    public async Task StatsD_gets_what_is_waiting_while_a_stalled_collector_uses_up_the_time()
    {
        using Variables variables = new(Endless);
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        await using Probe probe = await Probe.StartAsync();
        receiver.Manners.Stall();
        ThriftTelemetry telemetry = ThriftTelemetry.Start(o =>
        {
            o.ShutdownTimeout = TimeSpan.FromSeconds(6);
            o.UseOtlp(receiver.Grpc).UsePrometheus(Ports.Unused()).UseStatsD(statsd.Udp, s =>
            {
                s.NameTemplate = "{name}.{rpc.method}";
                s.FlushInterval = TimeSpan.FromHours(1);
            });
        });
        await probe.CallAsync(100);

        Task end = Task.Run(telemetry.Dispose, TestContext.Current.CancellationToken);
        await statsd.TimesAsync("rpc.server.call.duration.Probe-echo", 100);
        await statsd.ShowsAsync("thrift.server.active_requests.Probe-echo", 0);

        // A program is gone after this: what came then would not come at all.
        end.IsCompleted.ShouldBeFalse();
        await end;
        receiver.Inbox.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_whose_collector_stalls_leaves_nothing_out_at_statsd()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using StatsdDaemon statsd = await StatsdDaemon.StartAsync();
        receiver.Manners.Stall();
        await using BackendProcess program = StartProgram(
            receiver, ("OTEL_METRICS_EXPORTER", "otlp,statsd"), ("STATSD_HOST", "127.0.0.1"), ("STATSD_PORT", $"{statsd.Port}"));

        await program.WaitForExitAsync(TimeSpan.FromMinutes(1));

        program.ExitCode.ShouldBe(0, program.Output);
        foreach (string side in (string[])["client", "server"])
        {
            await Eventually.HoldsAsync(
                () => Timed(statsd, $"rpc.{side}.call.duration.Greeter-greet.OK.") == 1
                    && Timed(statsd, $"rpc.{side}.call.duration.Greeter-fail.INTERNAL_ERROR.") == 1,
                $"both calls of the {side}");
        }

        // The connection of the client was open until the program ended it.
        await statsd.ShowsAsync("thrift.server.connections.unframed", 0);
        statsd.BadLines.ShouldBe(0);
    }

    [Fact]
    public async Task A_program_ends_although_its_collector_is_away()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await receiver.StopAsync();
        await using BackendProcess program = StartProgram(receiver);

        await program.WaitForExitAsync();

        program.ExitCode.ShouldBe(0, program.Output);
        program.Lines.ShouldBe(["Hello, world", "failed"]);
    }

    private static int Timed(StatsdDaemon statsd, string name) =>
        statsd.Timers.Where(t => t.Key.StartsWith(name, StringComparison.Ordinal)).Sum(t => t.Value.Count);

    private static BackendProcess StartProgram(OtlpReceiver receiver, params (string Name, string Value)[] variables)
    {
        // Beside this test's own output.
        string program = AppContext.BaseDirectory.Replace("Thriftscope.Backends.Tests", Path.Combine("Programs", "Exporting"), StringComparison.Ordinal);
        ProcessStartInfo start = new("dotnet", [Path.Combine(program, "Exporting.dll")])
        {
            Environment =
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Grpc.AbsoluteUri,
                ["OTEL_SERVICE_NAME"] = "from-the-environment",
            },
        };
        foreach ((string name, string value) in (IEnumerable<(string, string)>)[.. Endless, .. variables])
            start.Environment[name] = value;
        return BackendProcess.Start(start);
    }
}
