using System.Diagnostics;
using System.Text;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Http;

/// <summary>Calls over HTTP: its headers carry the context.</summary>
public sealed class HttpTests : IDisposable
{
    // As a program has it that observes its web server. Without, nothing of the headers gets as far as the processor.
    private readonly ActivityListener _web = Recording.Listen("Microsoft.AspNetCore", null, _ => { });
    private readonly CalculatorHandler _handler = new();

    public void Dispose() => _web.Dispose();

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_call_leaves_one_span_on_each_side_that_tell_the_same(ProtocolKind protocol)
    {
        using Recording recording = new();
        await using HttpRig rig = await HttpRig.StartAsync(recording.Instrumentor.Instrument(NewProcessor()), protocol);
        using Calculator.Client client = rig.NewClient(recording);

        (await client.add(1, 2).InTime()).ShouldBe(3);

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/add");
        there.TraceId.ShouldBe(here.TraceId);
        here.Tag("server.address").ShouldBe("127.0.0.1");
        here.Tag("server.port").ShouldBe(rig.Address.Port);
        foreach (Activity span in (Activity[])[here, there])
        {
            span.Tag("rpc.method").ShouldBe("Calculator/add");
            span.Tag("rpc.status_code").ShouldBe("OK");
            span.Tag("thrift.transport").ShouldBe("http");
            span.Tag("thrift.protocol").ShouldBe(new Cell(Protocol: protocol).ProtocolName);
            span.Tag("thrift.request.size").ShouldBe((long)rig.Requests[0].Body.Length);
            span.Tag("thrift.response.size").ShouldBe(here.Tag("thrift.response.size"));
            span.Phases().Values.Sum().ShouldBe(span.Duration.TotalSeconds, 1e-6);
        }

        _handler.Seen.ShouldHaveSingleItem().Current.ShouldBeSameAs(there);
        recording.Spans.Count.ShouldBe(2);
        recording.Metrics.Of("thrift.client.connections").Sum(m => m.Value).ShouldBe(0);
        await recording.Metrics.SumAsync("thrift.client.active_requests", 0);
        await recording.Metrics.SumAsync("thrift.server.active_requests", 0);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task The_context_is_in_the_headers_of_the_request_and_nowhere_else(ProtocolKind protocol)
    {
        using Recording recording = new();
        await using HttpRig rig = await HttpRig.StartAsync(NewProcessor(), protocol);
        using THttpTransport transport = rig.NewTransport();
        string before = transport.RequestHeaders.ToString();
        using Calculator.Client client = rig.NewClient(recording, transport);

        _ = await client.add(1, 2).InTime();
        _ = await client.add(3, 4).InTime();

        IReadOnlyList<Activity> here = await recording.SpansAsync(ActivityKind.Client, 2);
        for (int i = 0; i < 2; i++)
        {
            (string traceParent, byte[] body, _) = rig.Requests[i];
            traceParent.ShouldStartWith($"00-{here[i].TraceId}-");
            Encoding.Latin1.GetString(body).ShouldNotContain("traceparent");
        }

        rig.Requests[0].Body.ShouldBe(await Wire.AddAsync(protocol));
        transport.RequestHeaders.ToString().ShouldBe(before);
    }

    [Fact]
    public async Task The_callers_context_is_in_the_headers_when_nobody_listens()
    {
        using Recording silent = new(spans: false, metrics: false);
        await using HttpRig rig = await HttpRig.StartAsync(NewProcessor());
        using Calculator.Client client = rig.NewClient(silent);
        using Activity parent = new Activity("parent").Start();

        (await client.add(1, 2).InTime()).ShouldBe(3);

        rig.Requests[0].TraceParent.ShouldStartWith($"00-{parent.TraceId}-");
    }

    [Fact]
    public async Task The_web_servers_activity_is_the_parent_of_the_servers_span()
    {
        using Recording recording = new();
        await using HttpRig rig = await HttpRig.StartAsync(recording.Instrumentor.Instrument(NewProcessor()));
        using Calculator.Client client = rig.NewClient(recording);

        _ = await client.add(1, 2).InTime();
        _ = await client.ping().InTime();

        IReadOnlyList<Activity> here = await recording.SpansAsync(ActivityKind.Client, 2);
        IReadOnlyList<Activity> there = await recording.SpansAsync(ActivityKind.Server, 2);
        for (int i = 0; i < 2; i++)
        {
            Activity request = rig.Requests[i].Current.ShouldNotBeNull();
            there[i].ParentSpanId.ShouldBe(request.SpanId);
            there[i].TraceId.ShouldBe(here[i].TraceId);
        }
    }

    [Fact]
    public async Task Without_a_web_servers_activity_the_servers_span_has_no_parent()
    {
        _web.Dispose();
        using Recording recording = new();
        await using HttpRig rig = await HttpRig.StartAsync(recording.Instrumentor.Instrument(NewProcessor()));
        using Calculator.Client client = rig.NewClient(recording);

        _ = await client.add(1, 2).InTime();

        (await recording.ServerSpanAsync("Calculator/add")).ParentSpanId.ShouldBe(default);
    }

    [Fact]
    public async Task A_oneway_call_is_one()
    {
        using Recording recording = new();
        await using HttpRig rig = await HttpRig.StartAsync(recording.Instrumentor.Instrument(NewProcessor()));
        using Calculator.Client client = rig.NewClient(recording);

        await client.notify("").InTime();

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/notify");
        here.Tag("thrift.message.type").ShouldBe("oneway");
        there.TraceId.ShouldBe(here.TraceId);
        there.Tag("thrift.response.size").ShouldBeNull();
    }

    [Fact]
    public async Task A_declared_exception_and_a_failure_are_told_apart()
    {
        _handler.Run = (_, _) => throw new FormatException("broken");
        using Recording recording = new();
        await using HttpRig rig = await HttpRig.StartAsync(recording.Instrumentor.Instrument(NewProcessor()));
        using Calculator.Client client = rig.NewClient(recording);

        _ = await Should.ThrowAsync<not_found>(client.divide(1, -1).InTime());
        _ = await Should.ThrowAsync<Thrift.TApplicationException>(client.run("").InTime());

        (await recording.ClientSpanAsync("Calculator/divide")).Tag("rpc.status_code").ShouldBe("not_found");
        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/run");
        here.Tag("error.type").ShouldBe("INTERNAL_ERROR");
        there.StatusDescription.ShouldBe("broken");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_failed_call()
    {
        using Recording recording = new();
        Uri address;
        await using (HttpRig rig = await HttpRig.StartAsync(NewProcessor()))
            address = rig.Address;
        using Calculator.Client client = new(new Thrift.Protocol.TBinaryProtocol(new THttpTransport(address, new Thrift.TConfiguration())));
        recording.Instrumentor.Instrument(client);

        _ = await Should.ThrowAsync<TTransportException>(client.add(1, 2).InTime());

        Activity span = await recording.ClientSpanAsync("Calculator/add");
        span.Status.ShouldBe(ActivityStatusCode.Error);
        span.Tag("error.type").ShouldBe("NOT_OPEN");
    }

    [Fact]
    public async Task A_reply_that_HttpClient_does_not_wait_for_is_timed_out()
    {
        TaskCompletionSource<string> release = new();
        _handler.Run = (_, _) => release.Task;
        using Recording recording = new();
        await using HttpRig rig = await HttpRig.StartAsync(NewProcessor());
        THttpTransport transport = rig.NewTransport();
        transport.ConnectTimeout = 100;
        using Calculator.Client client = rig.NewClient(recording, transport);

        _ = await Should.ThrowAsync<TTransportException>(client.run("").InTime());

        release.SetResult("too late");
        Activity span = await recording.ClientSpanAsync("Calculator/run");
        span.Tag("error.type").ShouldBe("TIMED_OUT");
        span.Status.ShouldBe(ActivityStatusCode.Error);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_it_waits_is_cancelled()
    {
        TaskCompletionSource reached = new();
        TaskCompletionSource<string> release = new();
        _handler.Run = (_, _) =>
        {
            reached.SetResult();
            return release.Task;
        };
        using Recording recording = new();
        await using HttpRig rig = await HttpRig.StartAsync(NewProcessor());
        using Calculator.Client client = rig.NewClient(recording);
        using CancellationTokenSource cancel = new();

        Task call = client.run("", cancel.Token);
        await reached.Task.InTime();
        await cancel.CancelAsync();

        _ = await Should.ThrowAsync<TTransportException>(call.InTime());
        release.SetResult("too late");
        (await recording.ClientSpanAsync("Calculator/run")).Tag("error.type").ShouldBe("CANCELLED");
    }

    private Calculator.AsyncProcessor NewProcessor() => new Calculator.AsyncProcessor(_handler, QuietLogger<Calculator.AsyncProcessor>.Instance);
}
