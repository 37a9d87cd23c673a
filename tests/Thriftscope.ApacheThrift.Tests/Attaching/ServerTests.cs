using System.Diagnostics;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Attaching;

/// <summary>Servers with parts of the user's own, and servers that run already.</summary>
public class ServerTests
{
    public static TheoryData<ServerKind> Servers => [ServerKind.Simple, ServerKind.ThreadPool];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_users_event_handler_gets_every_call_with_its_own_context(ServerKind server)
    {
        RecordingEvents events = new();
        using Recording recording = new();
        await using Rig rig = new(new Cell(server));
        rig.Server.SetEventHandler(events);
        recording.Instrumentor.Instrument(rig.Server);
        await CallTwiceAsync(rig.Start(), recording);

        await CheckAsync(events, recording);
        events.Calls.ShouldBe(["serve", "create", "process", "process", "delete"], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task An_event_handler_may_be_set_later_than_the_server_is_observed(ServerKind server)
    {
        RecordingEvents events = new();
        using Recording recording = new();
        await using Rig rig = new(new Cell(server));
        recording.Instrumentor.Instrument(rig.Server);
        rig.Server.SetEventHandler(events);
        await CallTwiceAsync(rig.Start(), recording);

        await CheckAsync(events, recording);
    }

    [Fact]
    public async Task An_event_handler_may_be_set_while_the_server_runs()
    {
        RecordingEvents events = new();
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording);
        Calculator.Client before = await rig.ConnectAsync();
        _ = await before.ping().InTime();

        rig.Server.SetEventHandler(events);
        before.Dispose();
        await InTimeExtensions.UntilAsync(() => events.Deleted == 1, () => "the first connection to end");
        await CallTwiceAsync(rig, recording);

        await recording.Metrics.SumAsync("thrift.server.connections", 0);
        _ = await recording.SpansAsync(ActivityKind.Server, 3);
    }

    [Theory]
    [InlineData(ServerKind.ThreadPool)]
    [InlineData(ServerKind.Custom)]
    public async Task A_server_that_serves_already_is_observed_from_now_on(ServerKind server)
    {
        CalculatorHandler handler = new();
        using Recording recording = new();
        await using Rig rig = new Rig(new Cell(server), handler).Start();
        Calculator.Client before = await rig.ConnectAsync();
        _ = await before.ping().InTime();

        recording.Instrumentor.Instrument(rig.Server);
        Calculator.Client later = await rig.ConnectAsync(recording);
        (await later.add(1, 2).InTime()).ShouldBe(3);

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/add");
        there.ParentSpanId.ShouldBe(here.SpanId);
        handler.Seen[^1].Current.ShouldBeSameAs(there);
    }

    [Theory]
    [InlineData(ServerKind.Simple)]
    [InlineData(ServerKind.ThreadPool)]
    [InlineData(ServerKind.Custom)]
    public async Task A_connection_that_is_open_already_is_observed_from_its_next_request(ServerKind server)
    {
        CalculatorHandler handler = new();
        using Recording recording = new();
        await using Rig rig = new Rig(new Cell(server), handler, relay: true).Start();
        Calculator.Client client = await rig.ConnectAsync();
        await client.reset().InTime();

        recording.Instrumentor.Instrument(rig.Server);
        await client.reset().InTime();
        int before = rig.Relay.Requests.Length;
        (await client.add(1, 2).InTime()).ShouldBe(3);

        // The server was waiting for this request already, so its size may be unknown.
        Activity first = await recording.ServerSpanAsync("Calculator/reset");
        first.Tag("thrift.request.size").ShouldBeOneOf(null, (long)before / 2);
        Activity second = await recording.ServerSpanAsync("Calculator/add");
        second.Tag("thrift.request.size").ShouldBe((long)(rig.Relay.Requests.Length - before));
        handler.Seen.Skip(1).Select(s => s.Current).ShouldBe([first, second]);
        second.TraceId.ShouldNotBe(first.TraceId);
        recording.Spans.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(ServerKind.Simple)]
    [InlineData(ServerKind.ThreadPool)]
    [InlineData(ServerKind.Custom)]
    public async Task A_processor_of_the_users_own_around_another_keeps_working(ServerKind server)
    {
        CalculatorHandler handler = new();
        CountingProcessor counting = new(new CountingProcessor(new Calculator.AsyncProcessor(handler)));
        using Recording recording = new();
        await using Rig rig = new(new Cell(server), counting);
        recording.Instrumentor.Instrument(rig.Server);
        _ = rig.Start();
        Calculator.Client client = await rig.ConnectAsync(recording);

        (await client.add(1, 2).InTime()).ShouldBe(3);
        _ = await Should.ThrowAsync<Overdrawn>(client.divide(1, 0).InTime());

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/add");
        there.ParentSpanId.ShouldBe(here.SpanId);
        handler.Seen[0].Current.ShouldBeSameAs(there);
        (await recording.ServerSpanAsync("Calculator/divide")).Tag("rpc.status_code").ShouldBe("Overdrawn");
        counting.Count.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Processors_may_come_from_a_factory_of_the_users_own(bool observeFactory)
    {
        CountingFactory factory = new();
        using Recording recording = new();
        await using Rig rig = new(new Cell(), observeFactory ? recording.Instrumentor.Instrument(factory) : factory);
        if (!observeFactory)
            recording.Instrumentor.Instrument(rig.Server);
        _ = rig.Start();
        for (int i = 0; i < 3; i++)
        {
            Calculator.Client client = await rig.ConnectAsync(recording);
            (await client.add(i, 2).InTime()).ShouldBe(i + 2);
        }

        factory.Count.ShouldBe(3);
        IReadOnlyList<Activity> here = await recording.SpansAsync(ActivityKind.Client, 3);
        IReadOnlyList<Activity> there = await recording.SpansAsync(ActivityKind.Server, 3);
        there.Select(s => s.ParentSpanId).ShouldBe(here.Select(s => s.SpanId));
        factory.Handlers.SelectMany(h => h.Seen).Select(s => s.Current).ShouldBe(there);
    }

    private static async Task CallTwiceAsync(Rig rig, Recording recording)
    {
        Calculator.Client client = await rig.ConnectAsync(recording);
        _ = await client.add(1, 2).InTime();
        _ = await client.ping().InTime();
        client.Dispose();
    }

    private static async Task CheckAsync(RecordingEvents events, Recording recording)
    {
        await InTimeExtensions.UntilAsync(() => events.Deleted == 1, () => $"the connection to end; there was {string.Join(", ", events.Calls)}");
        events.Contexts.Count.ShouldBe(4);
        events.Contexts.Distinct().Count().ShouldBe(1);
        _ = await recording.SpansAsync(ActivityKind.Server, 2);
        await recording.Metrics.SumAsync("thrift.server.connections", 0);
    }

    private sealed class CountingProcessor(ITAsyncProcessor inner) : ITAsyncProcessor
    {
        private int _count;

        public int Count => _count;

        public async Task<bool> ProcessAsync(TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            _ = Interlocked.Increment(ref _count);
            return await inner.ProcessAsync(iprot, oprot, cancellationToken);
        }
    }

    private sealed class CountingFactory : ITProcessorFactory
    {
        private readonly List<CalculatorHandler> _handlers = [];

        public int Count => _handlers.Count;

        public IReadOnlyList<CalculatorHandler> Handlers => _handlers;

        public ITAsyncProcessor GetAsyncProcessor(TTransport trans, TServer? baseServer = null)
        {
            CalculatorHandler handler = new();
            lock (_handlers)
                _handlers.Add(handler);
            return new Calculator.AsyncProcessor(handler);
        }
    }
}
