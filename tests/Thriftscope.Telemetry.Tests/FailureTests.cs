using System.Diagnostics;

namespace Thriftscope.Telemetry.Tests;

public class FailureTests
{
    [Fact]
    public async Task A_declared_exception_is_an_error_for_the_client_only()
    {
        using TelemetryCapture capture = new(o => o.RecordException = true);
        await using ProbeService probe = await ProbeService.StartAsync();

        await Should.ThrowAsync<ThriftDeclaredException>(probe.Client.CallAsync("refuse"));

        Activity client = await capture.ClientSpanAsync("Probe/refuse");
        client.Status.ShouldBe(ActivityStatusCode.Error);
        client.Tag("rpc.status_code").ShouldBe("Refused");
        client.Tag("error.type").ShouldBe("Refused");
        Activity server = await capture.ServerSpanAsync("Probe/refuse");
        server.Status.ShouldBe(ActivityStatusCode.Unset);
        server.Tag("rpc.status_code").ShouldBe("Refused");
        server.Tag("error.type").ShouldBeNull();
        server.Events.ShouldBeEmpty();
    }

    public static TheoryData<DeclaredExceptionPolicy, bool> Policies => new()
    {
        { DeclaredExceptionPolicy.Always, true },
        { DeclaredExceptionPolicy.Never, false },
        { DeclaredExceptionPolicy.ByType(name => name == "Refused"), true },
        { DeclaredExceptionPolicy.ByType(name => name == "Refused" ? false : null), false },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task A_policy_makes_declared_exceptions_the_same_on_both_sides(DeclaredExceptionPolicy policy, bool isError)
    {
        using TelemetryCapture capture = new(o => o.DeclaredExceptions = policy);
        await using ProbeService probe = await ProbeService.StartAsync();

        await Should.ThrowAsync<ThriftDeclaredException>(probe.Client.CallAsync("refuse"));

        ActivityStatusCode expected = isError ? ActivityStatusCode.Error : ActivityStatusCode.Unset;
        (await capture.ClientSpanAsync("Probe/refuse")).Status.ShouldBe(expected);
        (await capture.ServerSpanAsync("Probe/refuse")).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task An_undeclared_exception_is_an_error_on_both_sides()
    {
        using TelemetryCapture capture = new(o => o.RecordException = true);
        await using ProbeService probe = await ProbeService.StartAsync();

        await Should.ThrowAsync<ThriftApplicationException>(probe.Client.CallAsync("fail"));

        Activity client = await capture.ClientSpanAsync("Probe/fail");
        Activity server = await capture.ServerSpanAsync("Probe/fail");
        foreach (Activity span in (Activity[])[client, server])
        {
            span.Status.ShouldBe(ActivityStatusCode.Error);
            span.Tag("rpc.status_code").ShouldBe("INTERNAL_ERROR");
            span.Tag("error.type").ShouldBe("INTERNAL_ERROR");
        }

        // The server knows what was thrown; the client only what it was told.
        Recorded(server).ShouldBe("System.InvalidOperationException");
        Recorded(client).ShouldBe("Thriftscope.ThriftApplicationException");
    }

    [Fact]
    public async Task A_oneway_call_ends_when_it_is_sent()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("note", "x");

        Activity client = await capture.ClientSpanAsync("Probe/note");
        Activity server = await capture.ServerSpanAsync("Probe/note");
        client.Tag("thrift.message.type").ShouldBe("oneway");
        server.Tag("thrift.message.type").ShouldBe("oneway");
        client.Tag("thrift.phase.wait").ShouldBeNull();
        client.Tag("thrift.response.size").ShouldBeNull();
        server.ParentSpanId.ShouldBe(client.SpanId);
    }

    [Fact]
    public async Task A_oneway_call_whose_handler_fails_is_an_error_on_the_server()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("noteAndFail");

        Activity server = await capture.ServerSpanAsync("Probe/noteAndFail");
        server.Status.ShouldBe(ActivityStatusCode.Error);
        server.Tag("error.type").ShouldBe("System.InvalidOperationException");
        server.Tag("rpc.status_code").ShouldBeNull();
        (await capture.ClientSpanAsync("Probe/noteAndFail")).Status.ShouldBe(ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task A_method_that_the_service_lacks_is_other_and_keeps_its_name_on_the_span_only()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();
        ThriftModule newer = ThriftModule.Load(new StringReader("service Probe { void brandNew() }"), "newer");
        await using ServiceClient client = newer.Service("Probe").CreateClient(probe.Client.Endpoint);

        await Should.ThrowAsync<ThriftApplicationException>(client.CallAsync("brandNew"));

        Activity server = await capture.ServerSpanAsync("apache_thrift");
        server.Tag("rpc.method").ShouldBe("_OTHER");
        server.Tag("rpc.method_original").ShouldBe("brandNew");
        server.Tag("error.type").ShouldBe("UNKNOWN_METHOD");
        capture.Metric("rpc.server.call.duration").Tags().ShouldHaveSingleItem()["rpc.method"].ShouldBe("_OTHER");
        capture.Metric("thrift.server.rejected_messages").Tags().ShouldHaveSingleItem()["thrift.reason"].ShouldBe("unknown_method");
    }

    [Fact]
    public async Task A_cancelled_call_ends_its_spans()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync();
        using CancellationTokenSource cancel = new();

        Task call = probe.Client.CallAsync("stall", cancel.Token);
        await TelemetryCapture.UntilAsync(() => capture.HasMetric("thrift.server.active_requests") && capture.Metric("thrift.server.active_requests").MetricPoints[0].GetSumLong() == 1, "the call to reach the server");
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
        Activity client = await capture.ClientSpanAsync("Probe/stall");
        client.Status.ShouldBe(ActivityStatusCode.Error);
        client.Tag("error.type").ShouldBe("CANCELLED");
        client.Tag("rpc.status_code").ShouldBeNull();
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_timed_out()
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync(clientOptions: new() { CallTimeout = TimeSpan.FromMilliseconds(100) });

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(probe.Client.CallAsync("stall"));

        e.Error.ShouldBe(ThriftTransportError.TimedOut);
        Activity client = await capture.ClientSpanAsync("Probe/stall");
        client.Tag("error.type").ShouldBe("TIMED_OUT");
        probe.Handler.Release.SetResult();
        (await capture.ServerSpanAsync("Probe/stall")).Status.ShouldBe(ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_not_open()
    {
        using TelemetryCapture capture = new();
        await using ServiceClient client = ProbeService.Module.Service("Probe").CreateClient(ThriftEndpoint.Parse($"tcp://127.0.0.1:{Ports.Unused()}"));

        await Should.ThrowAsync<ThriftTransportException>(client.CallAsync("add", 1, 2));

        Activity span = await capture.ClientSpanAsync("Probe/add");
        span.Tag("error.type").ShouldBe("NOT_OPEN");
        span.Tag("thrift.phase.connect").ShouldBeOfType<double>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Failed_calls_are_logged_once_for_each_side()
    {
        using TelemetryCapture capture = new();
        using LogCapture logs = new();
        await using ProbeService probe = await ProbeService.StartAsync(
            new() { LoggerFactory = logs.Factory }, new() { LoggerFactory = logs.Factory });

        await probe.Client.CallAsync("add", 1, 2);
        await Should.ThrowAsync<ThriftApplicationException>(probe.Client.CallAsync("fail"));

        await TelemetryCapture.UntilAsync(() => logs.Entries.Count >= 2, "two logs");
        logs.Entries.Select(e => e.EventName).ShouldBe(["ServerCallFailed", "ClientCallFailed"], ignoreOrder: true);
        logs.Entries.ShouldAllBe(e => e.Values["RpcMethod"]!.Equals("Probe/fail") && e.Values["ErrorType"]!.Equals("INTERNAL_ERROR"));
    }

    private static string? Recorded(Activity span) =>
        span.Events.ShouldHaveSingleItem().Tags.Single(t => t.Key == "exception.type").Value as string;
}
