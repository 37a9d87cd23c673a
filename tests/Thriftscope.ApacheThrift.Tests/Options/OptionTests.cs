using System.Collections.Concurrent;
using System.Diagnostics;
using Thrift;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Tests.Options;

/// <summary>What is recorded, and how.</summary>
public class OptionTests
{
    [Fact]
    public async Task A_filter_leaves_calls_out_and_their_caller_stays_the_parent()
    {
        ConcurrentQueue<ThriftCallInfo> seen = new();
        using Recording recording = new(new()
        {
            Filter = call =>
            {
                seen.Enqueue(call);
                return call.Method != "ping";
            },
        });
        await using Rig rig = Rig.Serve(recording, cell: new Cell(Protocol: ProtocolKind.Compact, Transport: TransportKind.Framed));
        Calculator.Client client = await rig.ConnectAsync(recording);

        (await client.ping().InTime()).ShouldBe("pong");
        (await client.add(1, 2).InTime()).ShouldBe(3);
        (await client.ping().InTime()).ShouldBe("pong");
        await client.notify("").InTime();

        _ = await recording.SpansOfAsync("Calculator/add");
        _ = await recording.SpansOfAsync("Calculator/notify");
        recording.Spans.Count.ShouldBe(4);
        recording.Metrics.Of("rpc.client.call.duration").Length.ShouldBe(2);
        seen.ShouldContain(new ThriftCallInfo(ActivityKind.Client, "Calculator", "add", IsOneway: false, "compact", "framed"));
        seen.ShouldContain(new ThriftCallInfo(ActivityKind.Server, "Calculator", "add", IsOneway: false, "compact", "framed"));
        seen.ShouldContain(new ThriftCallInfo(ActivityKind.Client, "Calculator", "notify", IsOneway: true, "compact", "framed"));
        seen.ShouldContain(new ThriftCallInfo(ActivityKind.Server, "Calculator", "notify", IsOneway: true, "compact", "framed"));
    }

    [Fact]
    public async Task A_call_is_enriched_when_it_starts_and_when_it_fails()
    {
        using Recording recording = new(new()
        {
            EnrichWithCall = (span, call) => span.SetTag("of.call", call.Method),
            EnrichWithException = (span, e) => span.SetTag("of.exception", e.Message),
        });
        await using Rig rig = Rig.Serve(recording, new CalculatorHandler { Run = (_, _) => throw new FormatException("broken") });
        Calculator.Client client = await rig.ConnectAsync(recording);

        _ = await Should.ThrowAsync<TApplicationException>(client.run("").InTime());

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/run");
        here.Tag("of.call").ShouldBe("run");
        there.Tag("of.call").ShouldBe("run");
        there.Tag("of.exception").ShouldBe("broken");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exceptions_are_recorded_when_that_is_wanted(bool wanted)
    {
        using Recording recording = new(new() { RecordException = wanted });
        await using Rig rig = Rig.Serve(recording, new CalculatorHandler { Run = (_, _) => throw new FormatException("broken") });
        Calculator.Client client = await rig.ConnectAsync(recording);

        _ = await Should.ThrowAsync<TApplicationException>(client.run("").InTime());

        (await recording.ServerSpanAsync("Calculator/run")).Events.Count().ShouldBe(wanted ? 1 : 0);
    }

    public static TheoryData<DeclaredExceptionPolicy, bool, bool> Policies => new()
    {
        { DeclaredExceptionPolicy.ClientOnly, true, false },
        { DeclaredExceptionPolicy.Always, true, true },
        { DeclaredExceptionPolicy.Never, false, false },
        { DeclaredExceptionPolicy.ByType(name => name == "not_found"), true, true },
        { DeclaredExceptionPolicy.ByType(name => name == "not_found" ? false : null), false, false },
        { DeclaredExceptionPolicy.ByType(_ => throw new InvalidOperationException("policy")), true, false },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task A_policy_decides_whether_declared_exceptions_are_errors(DeclaredExceptionPolicy policy, bool forClient, bool forServer)
    {
        using Recording recording = new(new() { DeclaredExceptions = policy });
        await using Rig rig = Rig.Serve(recording);
        Calculator.Client client = await rig.ConnectAsync(recording);

        _ = await Should.ThrowAsync<not_found>(client.divide(1, -1).InTime());

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/divide");
        here.Status.ShouldBe(forClient ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        there.Status.ShouldBe(forServer ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        there.Tag("rpc.status_code").ShouldBe("not_found");
    }

    [Fact]
    public async Task A_service_may_have_another_name()
    {
        using Recording recording = new(new() { ServiceName = name => $"Shop.{name}" });
        await using Rig rig = Rig.Serve(recording);
        Calculator.Client client = await rig.ConnectAsync(recording);

        _ = await client.add(1, 2).InTime();

        (Activity here, _) = await recording.SpansOfAsync("Shop.Calculator/add");
        here.Tag("rpc.method").ShouldBe("Shop.Calculator/add");
        recording.Metrics.Of("rpc.client.call.duration").ShouldHaveSingleItem().Tags["rpc.method"].ShouldBe("Shop.Calculator/add");
    }

    [Fact]
    public async Task A_sampled_out_call_is_measured_and_its_context_still_sent()
    {
        using Recording recording = new(sample: (ref _) => ActivitySamplingResult.PropagationData);
        await using Rig rig = Rig.Serve(recording, relay: true);
        Calculator.Client client = await rig.ConnectAsync(recording);

        _ = await client.add(1, 2).InTime();

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/add");
        there.ParentSpanId.ShouldBe(here.SpanId);
        here.Recorded.ShouldBeFalse();
        here.TagObjects.ShouldNotContain(t => t.Key.StartsWith("thrift.phase", StringComparison.Ordinal));
        recording.Metrics.Of("rpc.client.call.duration").Length.ShouldBe(1);
        _ = await recording.Metrics.OfAsync("rpc.server.call.duration", 1);
        _ = await recording.Metrics.OfAsync("thrift.server.request.size", 1);
    }

    [Fact]
    public async Task A_sampler_sees_the_call()
    {
        ConcurrentQueue<string> seen = new();
        using Recording recording = new(sample: (ref c) =>
        {
            seen.Enqueue($"{c.Kind} {c.Name} {string.Join(",", c.Tags!.Select(t => t.Key))}");
            return ActivitySamplingResult.None;
        });
        await using Rig rig = Rig.Serve(recording);
        Calculator.Client client = await rig.ConnectAsync(recording);

        _ = await client.add(1, 2).InTime();
        _ = await recording.Metrics.OfAsync("rpc.server.call.duration", 1);

        seen.ShouldBe(
        [
            "Client Calculator/add rpc.system.name,rpc.method,server.address,server.port",
            "Server Calculator/add rpc.system.name,rpc.method,server.address,server.port",
        ]);
    }

    [Fact]
    public async Task With_nobody_listening_the_context_of_the_caller_is_still_sent()
    {
        using Recording silent = new(spans: false, metrics: false);
        using Recording listening = new();
        await using Rig rig = Rig.Serve(listening);
        Calculator.Client client = await rig.ConnectAsync(silent);
        using Activity parent = new Activity("parent").Start();

        (await client.add(1, 2).InTime()).ShouldBe(3);
        _ = await Should.ThrowAsync<Refused>(client.refuse().InTime());
        await client.notify("").InTime();

        (await listening.SpansAsync(ActivityKind.Server, 3)).ShouldAllBe(s => s.ParentSpanId == parent.SpanId);
        Activity.Current.ShouldBeSameAs(parent);
    }

    [Fact]
    public async Task With_nobody_listening_calls_are_what_they_were()
    {
        CalculatorHandler handler = new();
        using Recording silent = new(spans: false, metrics: false);
        await using Rig rig = Rig.Serve(silent, handler);
        Calculator.Client client = await rig.ConnectAsync(silent);

        (await client.add(1, 2).InTime()).ShouldBe(3);
        _ = await Should.ThrowAsync<Overdrawn>(client.divide(1, 0).InTime());
        (await client.transform([Shapes.Star], null).InTime()).ShouldBe([Shapes.Star]);
        handler.Seen.ShouldAllBe(s => s.Current == null);
    }
}
