using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Rigs;

/// <summary>An ASP.NET Core endpoint that runs a processor, as a user would write one, and clients for it.</summary>
internal sealed class HttpRig : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<(string TraceParent, byte[] Body, Activity? Current)> _requests = new();

    private HttpRig(WebApplication application, ITAsyncProcessor processor, ProtocolKind protocol)
    {
        _application = application;
        Protocol = protocol;
        _ = application.MapPost("/thrift", context => ServeAsync(context, processor));
    }

    public ProtocolKind Protocol { get; }

    public Uri Address => new(new Uri(_application.Urls.First()), "/thrift");

    /// <summary>What came: the header of the context, the body, and the web server's activity.</summary>
    public IReadOnlyList<(string TraceParent, byte[] Body, Activity? Current)> Requests => [.. _requests];

    public static async Task<HttpRig> StartAsync(ITAsyncProcessor processor, ProtocolKind protocol = ProtocolKind.Binary)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.UseUrls("http://127.0.0.1:0");
        HttpRig rig = new(builder.Build(), processor, protocol);
        await rig._application.StartAsync().InTime();
        return rig;
    }

    public THttpTransport NewTransport() => new(Address, new TConfiguration());

    public Calculator.Client NewClient(Recording? recording = null, THttpTransport? transport = null)
    {
        Calculator.Client client = new(Cell.FactoryOf(Protocol).GetProtocol(transport ?? NewTransport()));
        recording?.Instrumentor.Instrument(client);
        return client;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task ServeAsync(HttpContext context, ITAsyncProcessor processor)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        _requests.Enqueue((context.Request.Headers.TraceParent.ToString(), body.ToArray(), Activity.Current));
        body.Position = 0;
        context.Response.ContentType = "application/x-thrift";
        using TStreamTransport transport = new(body, context.Response.Body, new TConfiguration());
        using TProtocol protocol = Cell.FactoryOf(Protocol).GetProtocol(transport);
        _ = await processor.ProcessAsync(protocol, protocol, context.RequestAborted);
    }
}
