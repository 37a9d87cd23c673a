using System.Diagnostics;
using OpenTelemetry.Trace;
using Thriftscope;
using Thriftscope.AspNetCore;
using Thriftscope.OpenTelemetry;
using Thriftscope.Telemetry;

// Three services that call each other with ThriftPy's tracking: each prints what it knows of the request, and of the trace.
using var telemetry = ThriftTelemetry.Start(o => o.ConfigureTracing(t => t.SetSampler(new AlwaysOnSampler())));

var desk = ThriftModule.Load(Path.Combine(AppContext.BaseDirectory, "shop.thrift")).Service("Desk");
var tracker = new Journal();
var options = new ThriftClientOptions
{
    Context = new ThriftContextOptions { Write = [ThriftContextDialects.ThriftPy] },
    Tracker = tracker,
};

await using var warehouse = await desk.ServeAsync("tcp://127.0.0.1:0", new Desk("warehouse", next: null));
await using var toWarehouse = await desk.ConnectAsync(warehouse.Endpoint.ToString(), options);
await using var stock = await desk.ServeAsync("tcp://127.0.0.1:0", new Desk("stock", toWarehouse));
await using var toStock = await desk.ConnectAsync(stock.Endpoint.ToString(), options);
await using var shop = await desk.ServeAsync("tcp://127.0.0.1:0", new Desk("shop", toStock));
await using var client = await desk.ConnectAsync(shop.Endpoint.ToString(), options);

using (ThriftTracking.AddMeta("tenant", "blue"))
using (ThriftTracking.Annotate("reason", "stocktaking"))
    Console.WriteLine(await client.CallAsync<string>("ask", "chess?"));

class Desk(string name, ServiceClient? next)
{
    public async Task<string> Ask(string question)
    {
        Console.WriteLine($"{name}: request {ThriftTracking.RequestId}, seq {ThriftTracking.Seq}, tenant {ThriftTracking.Meta["tenant"]}");
        Console.WriteLine($"  span {Activity.Current?.SpanId} below {Activity.Current?.ParentSpanId} in trace {Activity.Current?.TraceId}");
        ThriftTracking.AddResponseMeta("served-by", name);
        return next is null ? "There are 3." : await next.CallAsync<string>("ask", question);
    }
}
