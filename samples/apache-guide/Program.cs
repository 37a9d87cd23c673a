// Serves Apache Thrift over HTTP in an ASP.NET Core application. GET /oslo calls the service, through HTTP again.
using ApacheGuide;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddThriftInstrumentation(o => o.RecordException = true);
builder.Services.AddOpenTelemetry()
    .WithTracing(t => t.AddSource("Microsoft.AspNetCore", "System.Net.Http").AddThriftInstrumentation().AddOtlpExporter())
    .WithMetrics(m => m.AddThriftInstrumentation().AddOtlpExporter());

builder.Services.AddSingleton(services => services.GetRequiredService<ThriftInstrumentor>()
    .Instrument(new Weather.AsyncProcessor(new WeatherHandler())));

var app = builder.Build();

app.MapPost("/weather", async (HttpContext http, ITAsyncProcessor processor) =>
{
    http.Response.ContentType = "application/x-thrift";
    using TTransport transport = new TBufferedTransport(new TStreamTransport(http.Request.Body, http.Response.Body, new TConfiguration()));
    using TProtocol protocol = new TBinaryProtocol(transport);
    await processor.ProcessAsync(protocol, protocol, http.RequestAborted);
});

app.MapGet("/{place}", async (string place, HttpContext http, ThriftInstrumentor instrumentor) =>
{
    THttpTransport transport = new(new Uri($"{app.Urls.First()}/weather"), new TConfiguration());
    using Weather.Client client = new(new TBinaryProtocol(transport));
    instrumentor.Instrument(client);
    await client.OpenTransportAsync(http.RequestAborted);
    return await client.temperature(place, http.RequestAborted);
});

app.Run();

class WeatherHandler : Weather.IAsync
{
    public Task<double> temperature(string? place, CancellationToken cancellationToken) => Task.FromResult(20 - (double)place!.Length);
}
