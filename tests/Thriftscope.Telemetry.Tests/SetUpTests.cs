using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Thriftscope.AspNetCore;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Telemetry.Tests;

public class SetUpTests
{
    [Fact]
    public async Task One_line_lets_Prometheus_scrape()
    {
        int port = Ports.Unused();
        using ThriftTelemetry telemetry = ThriftTelemetry.Start(o => o.UsePrometheus(port));
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("add", 1, 2);

        using HttpClient http = new();
        string metrics = await http.GetStringAsync(new Uri($"http://localhost:{port}/metrics"), TestContext.Current.CancellationToken);
        metrics.ShouldContain("rpc_client_call_duration_seconds_count{");
        metrics.ShouldContain("rpc_method=\"Probe/add\"");
    }

    [Fact]
    public void Spans_of_other_libraries_are_recorded_where_the_environment_chooses_the_exporter()
    {
        using ActivitySource web = new("Web.Server");
        using (ThriftTelemetry.Start(o => o.AddSource("Web.*")))
            web.StartActivity("request").ShouldNotBeNull().Recorded.ShouldBeTrue();

        web.StartActivity("request").ShouldBeNull();
    }

    [Theory]
    [InlineData("+")]
    [InlineData("0.0.0.0")]
    public async Task Prometheus_can_scrape_at_every_address(string host)
    {
        int port = Ports.Unused();
        using ThriftTelemetry telemetry = ThriftTelemetry.Start(o => o.UsePrometheus(port, host));
        await using ProbeService probe = await ProbeService.StartAsync();
        await probe.Client.CallAsync("add", 1, 2);

        using HttpClient http = new();
        foreach (string name in (string[])["localhost", "127.0.0.1", Dns.GetHostName()])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"http://127.0.0.1:{port}/metrics")) { Headers = { Host = $"{name}:{port}" } };
            using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("rpc_client_call_duration_seconds_count{");
        }
    }

    [Theory]
    [InlineData("collector:4317")]
    [InlineData("ftp://collector:4317")]
    public void An_address_that_no_collector_can_have_is_an_error(string address) =>
        Should.Throw<ArgumentException>(() => ThriftTelemetry.Start(o => o.UseOtlp(new Uri(address)))).Message.ShouldContain("write http:// or https:// before it");

    [Fact]
    public async Task Where_no_span_goes_anywhere_only_those_of_recorded_traces_are_recorded()
    {
        using ThriftTelemetry telemetry = ThriftTelemetry.Start(o => o.UsePrometheus(Ports.Unused()));
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("echo", "x");
        Activity unrecorded = probe.Handler.Current.ShouldNotBeNull();
        using Activity upstream = new Activity("upstream").SetIdFormat(ActivityIdFormat.W3C);
        upstream.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        _ = upstream.Start();
        await probe.Client.CallAsync("echo", "x");

        unrecorded.Recorded.ShouldBeFalse();
        unrecorded.IsAllDataRequested.ShouldBeFalse();
        probe.Handler.Current.Recorded.ShouldBeTrue();
        probe.Handler.Current.TraceId.ShouldBe(upstream.TraceId);
    }

    [Fact]
    public void A_port_that_is_taken_is_an_error_that_says_so()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        Should.Throw<InvalidOperationException>(() => ThriftTelemetry.Start(o => o.UsePrometheus(port, "127.0.0.1")))
            .Message.ShouldBe($"The Prometheus endpoint can't listen at http://127.0.0.1:{port}/metrics: Address already in use. Choose another port or host.");
    }

    [Fact]
    public async Task The_environment_can_switch_the_telemetry_off()
    {
        Environment.SetEnvironmentVariable("OTEL_SDK_DISABLED", "true");
        try
        {
            using ThriftTelemetry telemetry = ThriftTelemetry.Start(o => o.UseOtlp());
            await using ProbeService probe = await ProbeService.StartAsync();

            await probe.Client.CallAsync("echo", "x");

            probe.Handler.Current.ShouldBeNull();
        }
        finally
        {
            Environment.SetEnvironmentVariable("OTEL_SDK_DISABLED", null);
        }
    }

    [Fact]
    public void An_exporter_that_the_environment_names_wrongly_is_an_error_that_lists_the_right_ones()
    {
        Environment.SetEnvironmentVariable("OTEL_TRACES_EXPORTER", "zipkinn");
        try
        {
            Should.Throw<InvalidOperationException>(ThriftTelemetry.Start).Message
                .ShouldBe("OTEL_TRACES_EXPORTER can be otlp, console or none, not \"zipkinn\".");
        }
        finally
        {
            Environment.SetEnvironmentVariable("OTEL_TRACES_EXPORTER", null);
        }
    }

    [Fact]
    public async Task An_application_serves_and_observes_with_its_own_options()
    {
        Exported<System.Diagnostics.Activity> spans = [];
        int port = Ports.Unused();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddOpenTelemetry().WithTracing(t => t
            .AddThriftInstrumentation("shop", o => o.ServiceName = name => "Shop." + name)
            .AddInMemoryExporter(spans));
        builder.Services.AddThriftService<ProbeHandler>(ProbeService.Module.Service("Probe"));
        builder.WebHost.ConfigureKestrel(k => k.ListenLocalhost(port, l => l.UseThrift()));
        await using WebApplication application = builder.Build();
        await application.StartAsync(TestContext.Current.CancellationToken);
        await using ServiceClient client = ProbeService.Module.Service("Probe").CreateClient(ThriftEndpoint.Parse($"tcp://localhost:{port}"));

        (await client.CallAsync<int>("add", 1, 2)).ShouldBe(3);

        await TelemetryCapture.UntilAsync(() => spans.Snapshot().Length == 2, "two spans");
        spans.Snapshot().ShouldAllBe(s => s.DisplayName == "Shop.Probe/add");
        await application.StopAsync(TestContext.Current.CancellationToken);
    }
}
