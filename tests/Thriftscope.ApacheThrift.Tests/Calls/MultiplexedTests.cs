using System.Diagnostics;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Calls;

/// <summary>Several services on one connection: they have the names that are on the wire.</summary>
public class MultiplexedTests
{
    private static readonly string[] Places = ["client", "above", "below"];

    private readonly CalculatorHandler _handler = new();

    public static TheoryData<ProtocolKind, string> Ways => new(
        from protocol in Enum.GetValues<ProtocolKind>()
        from way in Places
        select (protocol, way));

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Services_have_the_names_of_the_wire_on_both_sides(ProtocolKind protocol, string way)
    {
        using Recording recording = new();
        await using Rig rig = new(new Cell(Protocol: protocol), NewProcessor());
        recording.Instrumentor.Instrument(rig.Server);
        _ = rig.Start();
        TProtocol shared = rig.NewProtocol();
        await shared.Transport.OpenAsync(CancellationToken.None).InTime();
        using Calculator.Client calculator = new(Multiplexed(recording, shared, "Sums", way));
        using Weather.Client weather = new(Multiplexed(recording, shared, "Forecast", way));
        if (way == "client")
        {
            recording.Instrumentor.Instrument(calculator);
            recording.Instrumentor.Instrument(weather);
        }

        (await calculator.add(1, 2).InTime()).ShouldBe(3);
        (await weather.temperature("here").InTime()).ShouldBe(4);
        (await calculator.ping().InTime()).ShouldBe("pong");
        (await weather.ping().InTime()).ShouldBe("sunny");
        await calculator.notify("all").InTime();
        _ = await Should.ThrowAsync<not_found>(weather.temperature("nowhere").InTime());

        string[] names = ["Sums/add", "Forecast/temperature", "Sums/ping", "Forecast/ping", "Sums/notify", "Forecast/temperature"];
        IReadOnlyList<Activity> here = await recording.SpansAsync(ActivityKind.Client, 6);
        IReadOnlyList<Activity> there = await recording.SpansAsync(ActivityKind.Server, 6);
        here.Select(s => s.Tag("rpc.method")).ShouldBe(names);
        there.Select(s => s.Tag("rpc.method")).ShouldBe(names);
        there.Select(s => s.ParentSpanId).ShouldBe(here.Select(s => s.SpanId));
        there[5].Tag("rpc.status_code").ShouldBe("not_found");
        _handler.Seen.ShouldAllBe(s => s.Current!.Kind == ActivityKind.Server);
        _handler.Seen[0].Current.ShouldBeSameAs(there[0]);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task Processors_that_are_observed_one_by_one_have_the_names_that_they_were_given(ProtocolKind protocol)
    {
        using Recording recording = new();
        TMultiplexedProcessor multiplexed = new();
        multiplexed.RegisterProcessor("Sums", recording.Instrumentor.Instrument(new Calculator.AsyncProcessor(_handler), "Sums"));
        multiplexed.RegisterProcessor("Forecast", recording.Instrumentor.Instrument(new Weather.AsyncProcessor(new WeatherHandler()), "Forecast"));
        await using Rig rig = new Rig(new Cell(Protocol: protocol), multiplexed).Start();
        using Calculator.Client client = await ConnectAsync(recording, rig, "Sums");

        (await client.add(1, 2).InTime()).ShouldBe(3);

        (Activity here, Activity there) = await recording.SpansOfAsync("Sums/add");
        there.ParentSpanId.ShouldBe(here.SpanId);
        _handler.Seen.ShouldHaveSingleItem().Current.ShouldBeSameAs(there);
    }

    [Fact]
    public async Task Processors_that_are_observed_inside_an_observed_server_are_observed_once()
    {
        using Recording recording = new();
        TMultiplexedProcessor multiplexed = new();
        multiplexed.RegisterProcessor("Sums", recording.Instrumentor.Instrument(new Calculator.AsyncProcessor(_handler)));
        await using Rig rig = new(new Cell(), multiplexed);
        recording.Instrumentor.Instrument(rig.Server);
        _ = rig.Start();
        using Calculator.Client client = await ConnectAsync(recording, rig, "Sums");

        (await client.add(1, 2).InTime()).ShouldBe(3);
        (await client.ping().InTime()).ShouldBe("pong");

        (await recording.SpansAsync(ActivityKind.Server, 2)).Select(s => s.DisplayName).ShouldBe(["Sums/add", "Sums/ping"]);
    }

    [Fact]
    public async Task An_unknown_service_is_other()
    {
        using Recording recording = new();
        await using Rig rig = new(new Cell(), NewProcessor());
        recording.Instrumentor.Instrument(rig.Server);
        _ = rig.Start();
        using Calculator.Client client = await ConnectAsync(recording, rig, "Nothing");

        TApplicationException e = await Should.ThrowAsync<TApplicationException>(client.add(1, 2).InTime());

        e.Type.ShouldBe(TApplicationException.ExceptionType.InternalError);
        Activity there = await recording.ServerSpanAsync("apache_thrift");
        there.Tag("rpc.method").ShouldBe("_OTHER");
        there.Tag("rpc.method_original").ShouldBe("Nothing:add");
        there.Tag("rpc.status_code").ShouldBe("INTERNAL_ERROR");
        (await recording.ClientSpanAsync("Nothing/add")).Tag("error.type").ShouldBe("INTERNAL_ERROR");
    }

    [Fact]
    public async Task An_unknown_method_of_a_known_service_is_other()
    {
        using Recording recording = new();
        await using Rig rig = new(new Cell(), NewProcessor());
        recording.Instrumentor.Instrument(rig.Server);
        _ = rig.Start();
        using Calculator.Client client = await ConnectAsync(recording, rig, "Forecast");

        TApplicationException e = await Should.ThrowAsync<TApplicationException>(client.add(1, 2).InTime());

        e.Type.ShouldBe(TApplicationException.ExceptionType.UnknownMethod);
        Activity there = await recording.ServerSpanAsync("apache_thrift");
        there.Tag("rpc.method").ShouldBe("_OTHER");
        there.Tag("error.type").ShouldBe("UNKNOWN_METHOD");
        there.TraceId.ShouldBe((await recording.ClientSpanAsync("Forecast/add")).TraceId);
    }

    [Fact]
    public async Task A_service_that_is_registered_while_the_server_runs_is_known()
    {
        using Recording recording = new();
        TMultiplexedProcessor multiplexed = new();
        await using Rig rig = new(new Cell(), multiplexed);
        recording.Instrumentor.Instrument(rig.Server);
        _ = rig.Start();
        multiplexed.RegisterProcessor("Late", new Calculator.AsyncProcessor(_handler));
        using Calculator.Client client = await ConnectAsync(recording, rig, "Late");

        _ = await client.add(1, 2).InTime();

        (Activity here, Activity there) = await recording.SpansOfAsync("Late/add");
        there.ParentSpanId.ShouldBe(here.SpanId);
    }

    private static TProtocol Multiplexed(Recording recording, TProtocol protocol, string name, string way) => way switch
    {
        "above" => recording.Instrumentor.Instrument(new TMultiplexedProtocol(protocol, name)),
        "below" => new TMultiplexedProtocol(recording.Instrumentor.Instrument(protocol), name),
        _ => new TMultiplexedProtocol(protocol, name),
    };

    private static async Task<Calculator.Client> ConnectAsync(Recording recording, Rig rig, string name)
    {
        Calculator.Client client = new(new TMultiplexedProtocol(rig.NewProtocol(), name));
        recording.Instrumentor.Instrument(client);
        await client.OpenTransportAsync().InTime();
        return client;
    }

    private TMultiplexedProcessor NewProcessor()
    {
        TMultiplexedProcessor multiplexed = new();
        multiplexed.RegisterProcessor("Sums", new Calculator.AsyncProcessor(_handler));
        multiplexed.RegisterProcessor("Forecast", new Weather.AsyncProcessor(new WeatherHandler()));
        return multiplexed;
    }
}
