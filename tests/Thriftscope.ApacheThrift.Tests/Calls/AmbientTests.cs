using System.Diagnostics;
using Thrift.Processor;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Calls;

/// <summary>Which activity is the current one, and where.</summary>
public class AmbientTests
{
    public static TheoryData<ServerKind> Servers => [.. Enum.GetValues<ServerKind>()];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_servers_span_is_current_in_the_handler_and_after_it_has_waited(ServerKind server)
    {
        List<Activity?> seen = [];
        CalculatorHandler handler = new()
        {
            Run = async (script, _) =>
            {
                seen.Add(Activity.Current);
                await Task.Yield();
                seen.Add(Activity.Current);
                return script;
            },
        };
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, handler, new Cell(server));
        Calculator.Client client = await rig.ConnectAsync(recording);

        _ = await client.run("").InTime();

        Activity there = await recording.ServerSpanAsync("Calculator/run");
        seen.ShouldBe([there, there]);
    }

    [Fact]
    public async Task The_servers_span_is_current_in_the_handler_when_only_the_processor_is_observed()
    {
        CalculatorHandler handler = new();
        using Recording recording = new();
        await using Rig rig = new Rig(new Cell(), recording.Instrumentor.Instrument(new Calculator.AsyncProcessor(handler))).Start();
        Calculator.Client client = await rig.ConnectAsync(recording);

        _ = await client.ping().InTime();

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/ping");
        there.ParentSpanId.ShouldBe(here.SpanId);
        handler.Seen.ShouldHaveSingleItem().Current.ShouldBeSameAs(there);
    }

    [Fact]
    public async Task A_call_that_a_handler_makes_is_the_child_of_the_call_that_it_handles()
    {
        using Recording recording = new();
        await using Rig back = Rig.Serve(recording);
        Calculator.Client inner = await back.ConnectAsync(recording);
        await using Rig front = Rig.Serve(recording, new CalculatorHandler { Run = async (_, token) => $"{await inner.add(1, 2, token)}" });
        Calculator.Client outer = await front.ConnectAsync(recording);

        (await outer.run("").InTime()).ShouldBe("3");

        Activity run = await recording.ServerSpanAsync("Calculator/run");
        (Activity add, Activity added) = await recording.SpansOfAsync("Calculator/add");
        add.ParentSpanId.ShouldBe(run.SpanId);
        added.TraceId.ShouldBe((await recording.ClientSpanAsync("Calculator/run")).TraceId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_programs_own_activity_stays_current_in_the_handler_of_a_call_without_a_span(bool filtered)
    {
        Activity? seen = null;
        using Recording recording = new(filtered ? new() { Filter = _ => false } : null, spans: filtered);
        ITAsyncProcessor processor = recording.Instrumentor.Instrument(new Calculator.AsyncProcessor(
            new CalculatorHandler { Run = (script, _) => { seen = Activity.Current; return Task.FromResult(script); } }));
        using Activity own = new Activity("own").Start();

        _ = await Wire.ProcessAsync(processor, ProtocolKind.Binary, await Wire.MessageAsync(ProtocolKind.Binary, "run", p => Wire.TextAsync(p, 1, "")));

        seen.ShouldBeSameAs(own);
    }

    [Fact]
    public async Task Baggage_arrives_in_the_handler()
    {
        string? tenant = null;
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, new CalculatorHandler { Run = (s, _) => { tenant = Activity.Current?.GetBaggageItem("tenant"); return Task.FromResult(s); } });
        Calculator.Client client = await rig.ConnectAsync(recording);
        using Activity parent = new Activity("parent").AddBaggage("tenant", "blue sky").Start();

        _ = await client.run("").InTime();

        tenant.ShouldBe("blue sky");
        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/run");
        here.ParentSpanId.ShouldBe(parent.SpanId);
        there.TraceId.ShouldBe(parent.TraceId);
    }

    [Fact]
    public async Task No_activity_leaks_to_the_caller()
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording);
        Calculator.Client client = await rig.ConnectAsync(recording);
        Activity.Current.ShouldBeNull();

        Task<int> call = client.add(1, 2);
        Activity.Current.ShouldBeNull();
        _ = await call.InTime();
        Activity.Current.ShouldBeNull();
        await client.notify("").InTime();
        Activity.Current.ShouldBeNull();
        _ = await Should.ThrowAsync<Refused>(client.refuse().InTime());
        Activity.Current.ShouldBeNull();

        using Activity parent = new Activity("parent").Start();
        _ = await client.add(1, 2).InTime();
        Activity.Current.ShouldBeSameAs(parent);
        IReadOnlyList<Activity> spans = await recording.SpansAsync(ActivityKind.Client, 4);
        spans.Select(s => s.ParentSpanId).ShouldBe([default, default, default, parent.SpanId]);
        spans.Take(3).Select(s => s.TraceId).ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task No_activity_leaks_to_the_next_request_of_a_connection(ServerKind server)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: new Cell(server));
        // A client that sends no context: each request is a trace of its own.
        Calculator.Client client = await rig.ConnectAsync();

        for (int i = 0; i < 5; i++)
            _ = await client.add(i, 2).InTime();
        await client.notify("").InTime();
        _ = await Should.ThrowAsync<Refused>(client.refuse().InTime());
        _ = await client.ping().InTime();

        // Nor to that of the next connection.
        client.Dispose();
        Calculator.Client next = await rig.ConnectAsync();
        _ = await next.ping().InTime();

        IReadOnlyList<Activity> spans = await recording.SpansAsync(ActivityKind.Server, 9);
        spans.Select(s => s.TraceId).ShouldBeUnique();
        spans.ShouldAllBe(s => s.ParentSpanId == default);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_server_that_is_started_inside_an_activity_does_not_make_its_calls_children_of_it(ServerKind server)
    {
        CalculatorHandler handler = new();
        using Recording recording = new();
        using Activity main = new Activity("main").Start();
        await using Rig rig = Rig.Serve(recording, handler, new Cell(server));
        Activity.Current = null;
        Calculator.Client plain = await rig.ConnectAsync();
        _ = await plain.ping().InTime();
        plain.Dispose();
        Calculator.Client client = await rig.ConnectAsync(recording);

        _ = await client.add(1, 2).InTime();

        Activity ping = await recording.ServerSpanAsync("Calculator/ping");
        ping.ParentSpanId.ShouldBe(default);
        ping.TraceId.ShouldNotBe(main.TraceId);
        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/add");
        there.ParentSpanId.ShouldBe(here.SpanId);
        there.TraceId.ShouldNotBe(main.TraceId);
        handler.Seen.Select(s => s.Current).ShouldBe([ping, there]);
    }

    [Fact]
    public async Task Calls_that_run_at_the_same_time_do_not_become_parents_of_each_other()
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording);
        Calculator.Client[] clients = [await rig.ConnectAsync(recording), await rig.ConnectAsync(recording), await rig.ConnectAsync(recording)];
        using Activity parent = new Activity("parent").Start();

        Task<int>[] calls = [.. clients.Select(c => c.add(1, 2))];
        _ = await Task.WhenAll(calls).InTime();

        (await recording.SpansAsync(ActivityKind.Client, 3)).ShouldAllBe(s => s.ParentSpanId == parent.SpanId);
        Activity[] there = [.. await recording.SpansAsync(ActivityKind.Server, 3)];
        there.Select(s => s.ParentSpanId).ShouldBe(recording.Spans.Where(s => s.Kind == ActivityKind.Client).Select(s => s.SpanId), ignoreOrder: true);
    }
}
