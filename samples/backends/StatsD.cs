using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenTelemetry.Metrics;
using Thriftscope;
using Thriftscope.AspNetCore;
using Thriftscope.OpenTelemetry;
using Thriftscope.StatsD;

namespace Backends;

/// <summary>Thrift's metrics in StatsD.</summary>
static class StatsD
{
    /// <summary>Makes two calls, and prints what a StatsD daemon gets of them.</summary>
    public static async Task ShowAsync()
    {
        using UdpClient daemon = new(new IPEndPoint(IPAddress.Loopback, 0));
        using (StatsDReporter.Start($"{daemon.Client.LocalEndPoint}", o => { o.Meters.Clear(); o.Meters.Add("Thriftscope"); }))
        {
            var greeter = ThriftModule.Load(new StringReader("service Greeter { string greet(1: string name) }"), "greeter").Service("Greeter");
            await using var server = await greeter.ServeAsync("tcp://127.0.0.1:0", new Handler());
            await using var client = await greeter.ConnectAsync(server.Endpoint.ToString());
            await client.CallAsync<string>("greet", "Ada");
            await client.CallAsync<string>("greet", "Grace");
        }

        // Disposing has sent everything.
        while (daemon.Available > 0)
            Console.WriteLine(Encoding.UTF8.GetString((await daemon.ReceiveAsync()).Buffer));
    }

    public static void Alone()
    {
        using var reporter = StatsDReporter.Start("127.0.0.1:8125");
    }

    public static void WithOptions()
    {
        using var reporter = StatsDReporter.Start("127.0.0.1:8125", o => { o.Prefix = "shop."; o.TagFormat = StatsDTagFormat.DogStatsD; });
    }

    public static void WithOtherBackends()
    {
        using var telemetry = ThriftTelemetry.Start(o => o.UseOtlp().UsePrometheus(port: 9464).UseStatsD("127.0.0.1:8125"));
    }

    public static void InAnApplication(MeterProviderBuilder metrics)
    {
        metrics.AddThriftInstrumentation().AddStatsDExporter(o => o.Endpoint = "tcp://statsd:8125");
    }

    public static void WithTheResource(MeterProviderBuilder metrics)
    {
        metrics.AddStatsDExporter(o => { o.TagFormat = StatsDTagFormat.DogStatsD; o.Tags["service"] = "{service.name}"; });
    }

    public static void Names(StatsDOptions o)
    {
        o.NameTemplate = "{name}.{rpc.method}.{rpc.status_code}";
    }

    public static void Meters(StatsDOptions o)
    {
        o.Meters.Add("Thriftscope.Phases");
        o.Meters.Add("MyCompany.*");
    }

    class Handler
    {
        public string Greet(string name) => $"Hello {name}";
    }
}
