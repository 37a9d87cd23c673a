using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Http;

/// <summary>The trace that a call over HTTP belongs to.</summary>
[Collection(nameof(Alone))]
public class HttpTraceTests
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_parent_is_the_span_of_asp_net_core_or_else_that_of_the_http_headers(bool isAspNetCoreTraced)
    {
        List<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = s => s.Name == "Thriftscope" || (isAspNetCoreTraced && s.Name == "Microsoft.AspNetCore"),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                lock (spans)
                    spans.Add(a);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using Application application = await Application.StartAsync(
            services => services.AddThriftService(new ThriftServiceBinding(Loopback.Load(GateHandler.Idl), new GateHandler())), app => app.MapThrift("/thrift"));

        using HttpResponseMessage response = await application.PostAsync(
            "/thrift", RawMessage.Call("echo", 1, RawMessage.Text(1, "x")), headers: [("traceparent", TraceParent)]);

        await InTimeExtensions.Eventually(() => Spans().Length == (isAspNetCoreTraced ? 2 : 1), "the spans");
        Activity call = Spans().Single(s => s.Source.Name == "Thriftscope");
        call.TraceId.ToHexString().ShouldBe("0af7651916cd43dd8448eb211c80319c");
        call.ParentSpanId.ToHexString().ShouldBe(isAspNetCoreTraced ? Spans().Single(s => s != call).SpanId.ToHexString() : "b7ad6b7169203331");
        call.GetTagItem("thrift.transport").ShouldBe("http");
        call.GetTagItem("server.port").ShouldBe(application.Port);

        Activity[] Spans()
        {
            lock (spans)
                return [.. spans.Where(s => s.Kind == ActivityKind.Server)];
        }
    }
}
