using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Tests.Attaching;

/// <summary>What is observed already is not observed again.</summary>
public class TwiceTests
{
    public static TheoryData<ServerKind> Servers => [.. Enum.GetValues<ServerKind>()];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Observing_twice_leaves_one_span(ServerKind server)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: new Cell(server));
        recording.Instrumentor.Instrument(rig.Server);
        Calculator.Client client = await rig.ConnectAsync(recording);
        recording.Instrumentor.Instrument(client);

        _ = await client.add(1, 2).InTime();
        recording.Instrumentor.Instrument(client);
        recording.Instrumentor.Instrument(rig.Server);
        _ = await client.ping().InTime();

        _ = await recording.SpansAsync(ActivityKind.Client, 2);
        _ = await recording.SpansAsync(ActivityKind.Server, 2);
        recording.Metrics.Sum("thrift.client.connections").ShouldBe(1);
    }

    [Fact]
    public async Task Two_instrumentors_leave_one_span_which_is_the_firsts()
    {
        using Recording first = new();
        using Recording second = new();
        await using Rig rig = Rig.Serve(first);
        second.Instrumentor.Instrument(rig.Server);
        Calculator.Client client = await rig.ConnectAsync(first);
        second.Instrumentor.Instrument(client);

        _ = await client.add(1, 2).InTime();

        (Activity here, Activity there) = await first.SpansOfAsync("Calculator/add");
        there.ParentSpanId.ShouldBe(here.SpanId);
        second.Spans.ShouldBeEmpty();
        second.Metrics.Of("rpc.client.call.duration").ShouldBeEmpty();
    }

    [Fact]
    public void Observing_what_is_observed_gives_the_same_object()
    {
        using Recording recording = new();
        using Recording other = new();
        ITAsyncProcessor processor = recording.Instrumentor.Instrument(new Calculator.AsyncProcessor(new CalculatorHandler()));
        ITProcessorFactory processors = recording.Instrumentor.Instrument(new TSingletonProcessorFactory(processor));
        TProtocolFactory protocols = recording.Instrumentor.Instrument(new TBinaryProtocol.Factory());
        TTransportFactory transports = recording.Instrumentor.Instrument(new TTransportFactory());
        TProtocol protocol = recording.Instrumentor.Instrument(new TBinaryProtocol(new Thrift.Transport.Client.TMemoryBufferTransport(new())));

        foreach (ThriftInstrumentor again in (ThriftInstrumentor[])[recording.Instrumentor, other.Instrumentor])
        {
            again.Instrument(processor).ShouldBeSameAs(processor);
            again.Instrument(processors).ShouldBeSameAs(processors);
            again.Instrument(protocols).ShouldBeSameAs(protocols);
            again.Instrument(transports).ShouldBeSameAs(transports);
            again.Instrument(protocol).ShouldBeSameAs(protocol);
        }
    }

    [Fact]
    public async Task Everything_at_once_leaves_one_span_on_each_side()
    {
        using Recording recording = new();
        ThriftInstrumentor instrumentor = recording.Instrumentor;
        await using Rig rig = new(
            new Cell(), instrumentor.Instrument(new TSingletonProcessorFactory(instrumentor.Instrument(new Calculator.AsyncProcessor(new CalculatorHandler())))));
        instrumentor.Instrument(rig.Server);
        _ = rig.Start();
        using Calculator.Client client = new(instrumentor.Instrument(instrumentor.Instrument(new TBinaryProtocol.Factory())
            .GetProtocol(instrumentor.Instrument(new TBufferedTransport.Factory()).GetTransport(rig.NewEndpoint()))));
        instrumentor.Instrument(client);
        await client.OpenTransportAsync().InTime();

        (await client.add(1, 2).InTime()).ShouldBe(3);
        (await client.ping().InTime()).ShouldBe("pong");

        IReadOnlyList<Activity> here = await recording.SpansAsync(ActivityKind.Client, 2);
        IReadOnlyList<Activity> there = await recording.SpansAsync(ActivityKind.Server, 2);
        there.Select(s => s.ParentSpanId).ShouldBe(here.Select(s => s.SpanId));
    }

    [Fact]
    public async Task The_forms_without_an_instance_use_the_programs_source()
    {
        List<Activity> spans = [];
        using ActivityListener listener = Recording.Listen(ThriftInstrumentation.ActivitySourceName, null, s => { lock (spans) spans.Add(s); });
        await using Rig rig = new(new Cell(), (CalculatorHandler?)null);
        ThriftInstrumentor.Instrument(rig.Server);
        _ = rig.Start();
        Calculator.Client client = rig.NewClient();
        ThriftInstrumentor.Instrument(client);
        await client.OpenTransportAsync().InTime();

        (await client.add(1, 2).InTime()).ShouldBe(3);

        await InTimeExtensions.UntilAsync(() => { lock (spans) return spans.Count == 2; }, () => "two spans");
        ThriftInstrumentor.Uninstrument(client);
        ThriftInstrumentor.Uninstrument(rig.Server);
        (await client.add(1, 2).InTime()).ShouldBe(3);
        spans.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_instrumentor_from_a_container_has_the_containers_options()
    {
        List<Activity> spans = [];
        using ActivityListener listener = Recording.Listen(ThriftInstrumentation.ActivitySourceName, null, s => { lock (spans) spans.Add(s); });
        await using ServiceProvider services = new ServiceCollection()
            .AddThriftInstrumentation(o => o.ServiceName = name => $"Our{name}")
            .BuildServiceProvider();
        ThriftInstrumentor instrumentor = services.GetRequiredService<ThriftInstrumentor>();
        await using Rig rig = new Rig(new Cell()).Start();
        Calculator.Client client = rig.NewClient();
        instrumentor.Instrument(client);
        await client.OpenTransportAsync().InTime();

        (await client.add(1, 2).InTime()).ShouldBe(3);

        spans.ShouldHaveSingleItem().DisplayName.ShouldBe("OurCalculator/add");
        services.GetRequiredService<ThriftInstrumentor>().ShouldBeSameAs(instrumentor);
    }
}
