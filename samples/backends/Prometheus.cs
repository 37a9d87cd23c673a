using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Thriftscope.AspNetCore;
using Thriftscope.OpenTelemetry;

namespace Backends;

/// <summary>Lets Prometheus scrape a program.</summary>
static class Prometheus
{
    public static async Task ScrapeConsoleProgram(Func<Task> run)
    {
        using var telemetry = ThriftTelemetry.Start(o => o.UsePrometheus(port: 9464));
        await run();
    }

    public static ThriftTelemetry ScrapeFromOtherMachines() =>
        ThriftTelemetry.Start(o => o.UsePrometheus(port: 9464, host: "+"));

    public static WebApplication ScrapeWebApplication(WebApplicationBuilder builder)
    {
        builder.Services.AddOpenTelemetry()
            .WithMetrics(m => m.AddThriftInstrumentation().AddPrometheusExporter());
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.ListenAnyIP(9090, l => l.UseThrift());
            k.ListenAnyIP(9464);
        });

        var app = builder.Build();
        app.MapPrometheusScrapingEndpoint().RequireHost("*:9464");
        return app;
    }

    public static void WithExemplars(MeterProviderBuilder metrics)
    {
        metrics.AddThriftInstrumentation().SetExemplarFilter(ExemplarFilterType.TraceBased).AddPrometheusExporter();
    }

    public static ThriftTelemetry WithoutServerAddresses() =>
        ThriftTelemetry.Start(o => o
            .UsePrometheus()
            .ConfigureMetrics(m => m.AddView(
                "rpc.client.call.duration",
                new MetricStreamConfiguration { TagKeys = ["rpc.system.name", "rpc.method", "rpc.status_code", "error.type"] })));
}
