using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using Thriftscope.AspNetCore;

namespace Thriftscope.Backends.Tests.Prometheus;

public class AspNetCoreTests
{
    [Fact]
    public async Task An_application_serves_Thrift_on_one_port_and_its_metrics_on_another()
    {
        ThriftModule module = ThriftModule.Load(new StringReader("service Calculator { i32 add(1: i32 a, 2: i32 b) }"), "calculator");
        int thrift = Ports.Unused();
        int metrics = Ports.Unused();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        builder.Services.AddThriftService<Calculator>(module.Service("Calculator"));
        builder.Services.AddOpenTelemetry().WithMetrics(m => m.AddThriftInstrumentation().AddPrometheusExporter());
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(thrift, listen => listen.UseThrift());
            kestrel.ListenLocalhost(metrics);
        });
        await using WebApplication application = builder.Build();
        application.MapPrometheusScrapingEndpoint().RequireHost($"*:{metrics}");
        await application.StartAsync(TestContext.Current.CancellationToken);
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync([metrics]);

        await using (ServiceClient client = module.Service("Calculator").CreateClient(ThriftEndpoint.Parse($"tcp://localhost:{thrift}")))
        {
            for (int i = 0; i < 40; i++)
                (await client.CallAsync<int>("add", i, 2)).ShouldBe(i + 2);
        }

        await prometheus.BecomesAsync("""rpc_server_call_duration_seconds_count{rpc_method="Calculator/add", rpc_status_code="OK"}""", 40);
        await prometheus.BecomesAsync("sum(thrift_server_connections)", 0);
        await application.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Calculator
    {
        public int Add(int a, int b) => a + b;
    }
}
