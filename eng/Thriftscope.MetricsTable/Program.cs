// Writes the table of every metric that Thriftscope leaves, as a run with calls of every kind shows it. eng/metrics.sh runs this.
using System.Net;
using System.Net.Sockets;
using Thriftscope.MetricsTable;
using Thriftscope.OpenTelemetry;

string file = args[0];
int port = UnusedPort();
string scrape;
// What is sent to nobody is counted as lost, at once.
Environment.SetEnvironmentVariable("OTEL_BSP_SCHEDULE_DELAY", "50");
Environment.SetEnvironmentVariable("OTEL_BLRP_SCHEDULE_DELAY", "50");
using Seen seen = new(Document.Meters);
using (ThriftTelemetry.Start(o =>
{
    o.Instrumentation.RecordPhases = true;
    o.UsePrometheus(port).UseOtlp(new Uri($"http://127.0.0.1:{UnusedPort()}")).UseStatsD($"127.0.0.1:{UnusedPort()}");
}))
{
    await Workload.RunAsync();
    await seen.AllAsync();
    using HttpClient http = new();
    scrape = await http.GetStringAsync($"http://localhost:{port}/metrics");
}

await File.WriteAllTextAsync(file, Document.Write(seen.Instruments, scrape));

static int UnusedPort()
{
    using TcpListener listener = new(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}
