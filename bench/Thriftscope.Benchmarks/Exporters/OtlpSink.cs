using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Thriftscope.Benchmarks.Exporters;

/// <summary>Takes OTLP over HTTP, and answers that all went well.</summary>
internal sealed class OtlpSink
{
    private static readonly Lazy<OtlpSink> Lazy = new(() => new OtlpSink());

    private OtlpSink()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        // An empty message is the answer to each of the signals.
        app.Run(ReadAsync);
        app.Start();
        Address = new Uri(app.Urls.Single());
    }

    public static OtlpSink Shared => Lazy.Value;

    public Uri Address { get; }

    private static async Task ReadAsync(HttpContext context)
    {
        context.Response.ContentType = "application/x-protobuf";
        while (true)
        {
            ReadResult read = await context.Request.BodyReader.ReadAsync();
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }
}
