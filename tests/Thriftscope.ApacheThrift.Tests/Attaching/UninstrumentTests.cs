using System.Collections;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thrift.Transport.Server;
using Thriftscope.ApacheThrift.Generated;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Attaching;

/// <summary>What is observed can be left alone again, and is then as it was.</summary>
public class UninstrumentTests
{
    public static TheoryData<TransportKind> Transports => [.. Enum.GetValues<TransportKind>()];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_client_gets_its_own_objects_back(TransportKind transport)
    {
        Cell cell = new(Transport: transport);
        using Recording recording = new();
        await using Rig rig = new Rig(cell).Start();
        TTransport endpoint = rig.NewEndpoint();
        TTransport layered = cell.TransportFactory.GetTransport(endpoint);
        TProtocol protocol = cell.ProtocolFactory.GetProtocol(layered);
        using Calculator.Client client = new(protocol);
        await client.OpenTransportAsync().InTime();

        recording.Instrumentor.Instrument(client);
        _ = await client.add(1, 2).InTime();
        recording.Instrumentor.Uninstrument(client);

        client.InputProtocol.ShouldBeSameAs(protocol);
        client.OutputProtocol.ShouldBeSameAs(protocol);
        protocol.Transport.ShouldBeSameAs(layered);
        for (TTransport inner = layered; inner is TLayeredTransport outer; inner = outer.InnerTransport)
            (outer.InnerTransport is TLayeredTransport || ReferenceEquals(outer.InnerTransport, endpoint)).ShouldBeTrue();
        (await client.add(1, 2).InTime()).ShouldBe(3);
        recording.Spans.Count.ShouldBe(1);
        await recording.Metrics.SumAsync("thrift.client.connections", 0);
    }

    [Fact]
    public async Task A_client_with_a_protocol_for_each_direction_gets_both_back()
    {
        using Recording recording = new();
        await using Rig rig = new Rig(new Cell()).Start();
        TTransport endpoint = rig.NewEndpoint();
        TProtocol input = new TBinaryProtocol(new TBufferedTransport(endpoint));
        TProtocol output = new TBinaryProtocol(new TBufferedTransport(endpoint));
        using Calculator.Client client = new(input, output);

        recording.Instrumentor.Instrument(client);
        recording.Instrumentor.Uninstrument(client);

        client.InputProtocol.ShouldBeSameAs(input);
        client.OutputProtocol.ShouldBeSameAs(output);
        await client.OpenTransportAsync().InTime();
        (await client.add(1, 2).InTime()).ShouldBe(3);
        recording.Spans.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_processor_that_two_servers_share_is_as_it_was_after_both(bool firstGoesFirst)
    {
        using Recording recording = new();
        Calculator.AsyncProcessor processor = new(new CalculatorHandler());
        TServer[] servers = [NewServer(processor), NewServer(processor)];
        Dictionary<string, object?> before = MethodsOf(processor);
        foreach (TServer server in servers)
            recording.Instrumentor.Instrument(server);

        foreach (TServer server in firstGoesFirst ? servers : servers.Reverse())
            recording.Instrumentor.Uninstrument(server);

        MethodsOf(processor).ShouldBe(before);

        static TServer NewServer(Calculator.AsyncProcessor processor) =>
            new TThreadPoolAsyncServer(processor, new TServerSocketTransport(0, new TConfiguration()), (ILogger?)null);

        static Dictionary<string, object?> MethodsOf(Calculator.AsyncProcessor processor)
        {
            IDictionary methods = (IDictionary)InstanceFields.Of(processor.GetType()).First(f => f.Name == "processMap_").GetValue(processor)!;
            return methods.Keys.Cast<string>().ToDictionary(name => name, name => methods[name]);
        }
    }

    [Fact]
    public void A_processor_that_is_first_asked_for_by_several_connections_gets_its_own_handler_back()
    {
        using Recording recording = new();
        for (int i = 0; i < 200; i++)
        {
            CalculatorHandler handler = new();
            Calculator.AsyncProcessor processor = new(handler);
            ITProcessorFactory processors = recording.Instrumentor.Instrument(new TSingletonProcessorFactory(processor));
            using Barrier start = new(4);
            Thread[] connections = [new(Connect), new(Connect), new(Connect), new(Connect)];
            Array.ForEach(connections, c => c.Start());
            Array.ForEach(connections, c => c.Join());

            ((IDisposable)processors).Dispose();

            InstanceFields.Of(processor.GetType()).First(f => f.Name == "_iAsync").GetValue(processor).ShouldBeSameAs(handler);

            void Connect()
            {
                start.SignalAndWait();
                _ = processors.GetAsyncProcessor(null!);
            }
        }
    }

    [Fact]
    public async Task Of_two_clients_on_one_connection_the_other_is_observed_still()
    {
        using Recording recording = new();
        await using Rig rig = new Rig(new Cell()).Start();
        TProtocol shared = rig.NewProtocol();
        TTransport transport = shared.Transport;
        using Calculator.Client first = new(shared);
        using Calculator.Client second = new(shared);
        recording.Instrumentor.Instrument(first);
        recording.Instrumentor.Instrument(second);
        await first.OpenTransportAsync().InTime();
        _ = await first.add(1, 2).InTime();

        recording.Instrumentor.Uninstrument(first);
        _ = await first.add(1, 2).InTime();
        (await second.ping().InTime()).ShouldBe("pong");

        recording.Spans.Select(s => s.DisplayName).ShouldBe(["Calculator/add", "Calculator/ping"]);
        recording.Instrumentor.Uninstrument(second);
        shared.Transport.ShouldBeSameAs(transport);
        second.InputProtocol.ShouldBeSameAs(shared);
    }

    [Fact]
    public async Task A_server_gets_its_own_objects_back_and_open_connections_go_on()
    {
        RecordingEvents events = new();
        CalculatorHandler handler = new();
        using Recording recording = new();
        await using Rig rig = new(new Cell(), handler);
        rig.Server.SetEventHandler(events);
        recording.Instrumentor.Instrument(rig.Server);
        _ = rig.Start();
        Calculator.Client client = await rig.ConnectAsync();
        _ = await client.add(1, 2).InTime();
        _ = await recording.ServerSpanAsync("Calculator/add");

        recording.Instrumentor.Uninstrument(rig.Server);

        rig.Server.GetEventHandler().ShouldBeSameAs(events);
        (await client.add(1, 2).InTime()).ShouldBe(3);
        Calculator.Client later = await rig.ConnectAsync();
        (await later.ping().InTime()).ShouldBe("pong");
        client.Dispose();
        later.Dispose();
        await InTimeExtensions.UntilAsync(() => events.Deleted == 2, () => "the connections to end");
        recording.Spans.Count.ShouldBe(1);
        recording.Metrics.Sum("thrift.server.connections").ShouldBe(0);
        handler.Seen.Skip(1).ShouldAllBe(s => s.Current == null);
    }

    [Fact]
    public async Task A_server_without_an_event_handler_has_none_again()
    {
        using Recording recording = new();
        await using Rig rig = new(new Cell());

        recording.Instrumentor.Instrument(rig.Server);
        recording.Instrumentor.Uninstrument(rig.Server);

        rig.Server.GetEventHandler().ShouldBeNull();
    }

    [Fact]
    public async Task What_is_left_alone_can_be_observed_again()
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording);
        Calculator.Client client = await rig.ConnectAsync(recording);
        for (int i = 0; i < 3; i++)
        {
            recording.Instrumentor.Uninstrument(client);
            recording.Instrumentor.Uninstrument(rig.Server);
            await client.reset().InTime();
            recording.Instrumentor.Instrument(client);
            recording.Instrumentor.Instrument(rig.Server);
        }

        (await client.add(1, 2).InTime()).ShouldBe(3);

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/add");
        there.ParentSpanId.ShouldBe(here.SpanId);
        recording.Spans.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_was_never_observed_is_left_alone()
    {
        using Recording recording = new();
        await using Rig rig = new Rig(new Cell()).Start();
        Calculator.Client client = await rig.ConnectAsync();

        recording.Instrumentor.Uninstrument(client);
        recording.Instrumentor.Uninstrument(rig.Server);

        (await client.add(1, 2).InTime()).ShouldBe(3);
    }

    [Fact]
    public async Task An_instrumentor_may_be_disposed_of_while_it_observes()
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording);
        Calculator.Client client = await rig.ConnectAsync(recording);
        _ = await client.add(1, 2).InTime();

        recording.Instrumentor.Dispose();

        (await client.add(1, 2).InTime()).ShouldBe(3);
        _ = await Should.ThrowAsync<Refused>(client.refuse().InTime());
        Calculator.Client later = await rig.ConnectAsync();
        (await later.ping().InTime()).ShouldBe("pong");
    }

    [Fact]
    public void An_observed_client_is_collected_like_any_other()
    {
        using Recording recording = new();
        WeakReference client = Observe(recording);

        for (int i = 0; i < 10 && client.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        client.IsAlive.ShouldBeFalse();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Observe(Recording recording)
        {
            Calculator.Client client = new(new TBinaryProtocol(new TMemoryBufferTransport(new TConfiguration())));
            recording.Instrumentor.Instrument(client);
            return new(client);
        }
    }

    [Fact]
    public async Task Uninstrumenting_during_a_call_disturbs_nobody()
    {
        TaskCompletionSource reached = new();
        TaskCompletionSource<string> release = new();
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, new CalculatorHandler { Run = (_, _) => { reached.SetResult(); return release.Task; } });
        Calculator.Client client = await rig.ConnectAsync(recording);
        Task<string> call = client.run("");
        await reached.Task.InTime();

        recording.Instrumentor.Uninstrument(client);
        recording.Instrumentor.Uninstrument(rig.Server);
        release.SetResult("done");

        (await call.InTime()).ShouldBe("done");
        (await client.add(1, 2).InTime()).ShouldBe(3);
        await InTimeExtensions.UntilAsync(() => recording.Metrics.Sum("thrift.server.active_requests") == 0, () => "the server's call to end");
        await recording.Metrics.SumAsync("thrift.client.active_requests", 0);
        recording.Spans.Count(s => s.DisplayName == "Calculator/add").ShouldBe(0);
    }
}
