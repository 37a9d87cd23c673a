extern alias runtime;
using System.Diagnostics;
using System.Text;
using runtime::Thriftscope;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Tests.Sessions;

/// <summary>Clients that ask an observed server for a session.</summary>
public sealed class ServerSessionTests : IDisposable
{
    private readonly Recording _recording = new();
    private readonly Activity _parent = new Activity("parent").Start();

    public ServerSessionTests() => _parent.ActivityTraceFlags = ActivityTraceFlags.Recorded;

    public void Dispose()
    {
        _parent.Dispose();
        _recording.Dispose();
    }

    [Theory]
    [MemberData(nameof(SessionCell.All), MemberType = typeof(SessionCell))]
    public async Task The_header_brings_the_parent_and_the_probe_leaves_nothing(SessionCell cell)
    {
        await using Rig rig = Rig.Serve(_recording, cell: cell.Cell, relay: true);
        await using ServiceClient client = cell.Client(rig.Port);

        (await client.CallAsync<int>("add", 1, 2).InTime()).ShouldBe(3);
        await client.CallAsync("reset").InTime();
        (await client.CallAsync<string>("run", "text").InTime()).ShouldBe("text");

        IReadOnlyList<Activity> spans = await _recording.SpansAsync(ActivityKind.Server, 3);
        spans.Select(s => s.DisplayName).ShouldBe(["Calculator/add", "Calculator/reset", "Calculator/run"]);
        spans.ShouldAllBe(s => s.TraceId == _parent.TraceId && s.HasRemoteParent && s.Status == ActivityStatusCode.Unset);
        _recording.Metrics.Of("thrift.context.extracted").ShouldAllBe(m => (string)m.Tags["thrift.dialect"]! == cell.Dialect);
        _recording.Metrics.Of("rpc.server.call.duration").Length.ShouldBe(3);
        _recording.Metrics.Of("thrift.server.rejected_messages").ShouldBeEmpty();
        Encoding.Latin1.GetString(rig.Relay.Requests).Split("__v").Length.ShouldBe(2);
        if (cell.Dialect != "thriftpy")
            return;
        spans.Select(s => s.Tag("thrift.context.thriftpy.seq")).Distinct().Count().ShouldBe(3);
        spans.ShouldAllBe(s => s.Tag("thrift.context.thriftpy.request_id") != null);
    }

    [Theory]
    [MemberData(nameof(SessionCell.Few), MemberType = typeof(SessionCell))]
    public async Task Exceptions_and_oneway_calls_go_on_as_ever(SessionCell cell)
    {
        await using Rig rig = Rig.Serve(_recording, cell: cell.Cell);
        await using ServiceClient client = cell.Client(rig.Port);

        (await Should.ThrowAsync<ThriftDeclaredException>(client.CallAsync<int>("divide", 1, 0).InTime())).Message.ShouldContain("Overdrawn");
        await client.CallAsync("notify", "psst").InTime();
        (await Should.ThrowAsync<ThriftApplicationException>(client.CallAsync<string>("unheard").InTime())).Error.ShouldBe(ThriftApplicationError.UnknownMethod);
        (await client.CallAsync<int>("add", 1, 2).InTime()).ShouldBe(3);

        IReadOnlyList<Activity> spans = await _recording.SpansAsync(ActivityKind.Server, 4);
        spans.ShouldAllBe(s => s.TraceId == _parent.TraceId);
    }

    [Theory]
    [MemberData(nameof(SessionCell.Few), MemberType = typeof(SessionCell))]
    public async Task A_multiplexed_server_answers_it_too(SessionCell cell)
    {
        TMultiplexedProcessor processor = new();
        processor.RegisterProcessor("math", new Calculator.AsyncProcessor(new CalculatorHandler(), QuietLogger<Calculator.AsyncProcessor>.Instance));
        await using Rig rig = new(cell.Cell, processor);
        _recording.Instrumentor.Instrument(rig.Server);
        rig.Start();
        await using ServiceClient client = cell.Client(rig.Port, multiplexedName: "math");

        (await client.CallAsync<int>("add", 1, 2).InTime()).ShouldBe(3);

        (await _recording.SpansAsync(ActivityKind.Server, 1))[0].TraceId.ShouldBe(_parent.TraceId);
    }

    [Theory]
    [MemberData(nameof(SessionCell.Few), MemberType = typeof(SessionCell))]
    public async Task A_dialect_that_is_not_read_is_refused_and_calls_go_on_without(SessionCell cell)
    {
        using Recording recording = new(new ThriftInstrumentationOptions
        {
            Context = new ThriftContextOptions { Read = [new(ThriftContextDialects.TrailingField)] },
        });
        await using Rig rig = Rig.Serve(recording, cell: cell.Cell);
        await using ServiceClient client = cell.Client(
            rig.Port, new ThriftContextOptions { Write = [cell.WrittenDialect, ThriftContextDialects.TrailingField] });

        (await client.CallAsync<int>("add", 1, 2).InTime()).ShouldBe(3);

        IReadOnlyList<Activity> spans = await recording.SpansAsync(ActivityKind.Server, 2);
        spans[1].DisplayName.ShouldBe("Calculator/add");
        spans[1].TraceId.ShouldBe(_parent.TraceId);
        recording.Metrics.Of("thrift.context.extracted").ShouldHaveSingleItem().Tags["thrift.dialect"].ShouldBe("trailing_field");
    }

    [Theory]
    [MemberData(nameof(SessionCell.Few), MemberType = typeof(SessionCell))]
    public async Task Idle_time_belongs_to_no_span(SessionCell cell)
    {
        await using Rig rig = Rig.Serve(_recording, cell: cell.Cell);
        Calculator.Client client = await rig.ConnectAsync();
        TimeSpan idle = TimeSpan.FromMilliseconds(300);

        await AskAsync(client, cell);
        await Task.Delay(idle);
        // Without a header, as a proxy sends the calls of clients that know none.
        (await client.add(1, 2).InTime()).ShouldBe(3);
        await Task.Delay(idle);
        (await client.add(3, 4).InTime()).ShouldBe(7);

        IReadOnlyList<Activity> spans = await _recording.SpansAsync(ActivityKind.Server, 2);
        spans.ShouldAllBe(s => s.Duration < idle);
        (spans[1].StartTimeUtc - spans[0].StartTimeUtc).ShouldBeGreaterThan(idle / 2);
    }

    [Theory]
    [MemberData(nameof(SessionCell.Few), MemberType = typeof(SessionCell))]
    public async Task Clients_that_ask_for_nothing_are_served_beside(SessionCell cell)
    {
        await using Rig rig = Rig.Serve(_recording, cell: cell.Cell);
        await using ServiceClient client = cell.Client(rig.Port);
        Calculator.Client plain = await rig.ConnectAsync();

        for (int i = 0; i < 3; i++)
        {
            (await client.CallAsync<int>("add", i, 2).InTime()).ShouldBe(i + 2);
            (await plain.add(i, 3).InTime()).ShouldBe(i + 3);
        }

        IReadOnlyList<Activity> spans = await _recording.SpansAsync(ActivityKind.Server, 6);
        spans.Count(s => s.TraceId == _parent.TraceId).ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(SessionCell.Few), MemberType = typeof(SessionCell))]
    public async Task A_client_that_leaves_after_the_probe_leaves_nothing_behind(SessionCell cell)
    {
        await using Rig rig = Rig.Serve(_recording, cell: cell.Cell with { Server = ServerKind.ThreadPool });
        Calculator.Client client = await rig.ConnectAsync();
        await AskAsync(client, cell);

        client.Dispose();

        await InTimeExtensions.UntilAsync(() => _recording.Metrics.Of("thrift.server.connection.duration").Length == 1, () => "the end of the connection");
        _recording.Spans.ShouldBeEmpty();
        _recording.Metrics.Of("thrift.server.rejected_messages").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(1, 8192)]
    public async Task A_header_that_is_too_large_is_not_used(int entries, int characters)
    {
        await using Rig rig = Rig.Serve(_recording);
        Calculator.Client client = await rig.ConnectAsync();
        TProtocol protocol = client.OutputProtocol;
        await AskAsync(client, new SessionCell("thriftpy", ServerKind.ThreadPool, ProtocolKind.Binary, TransportKind.Buffered));

        await protocol.WriteStructBeginAsync(new TStruct("header"), default);
        await Wire.MapAsync(
            protocol, 3, [("traceparent", Wire.TraceParent), .. Enumerable.Range(0, entries).Select(i => ($"key{i}", new string('x', characters)))]);
        await protocol.WriteFieldStopAsync(default);
        await protocol.WriteStructEndAsync(default);
        (await client.add(1, 2).InTime()).ShouldBe(3);

        (await _recording.ServerSpanAsync("Calculator/add")).ParentSpanId.ShouldBe(default);
        IReadOnlyDictionary<string, object?> tags = _recording.Metrics.Of("thrift.context.dropped").ShouldHaveSingleItem().Tags;
        (tags["thrift.dialect"], tags["thrift.reason"]).ShouldBe(("thriftpy", "too_large"));
    }

    // As a client of the first version of ThriftPy's tracking does: replies have no headers then.
    private static async Task AskAsync(Calculator.Client client, SessionCell cell)
    {
        TProtocol protocol = client.OutputProtocol;
        string name = cell.Dialect == "finagle" ? "__can__finagle__trace__v3__" : "__thriftpy_tracing_method_name__v2";
        await protocol.WriteMessageBeginAsync(new TMessage(name, TMessageType.Call, 7), default);
        await protocol.WriteStructBeginAsync(new TStruct("args"), default);
        await protocol.WriteFieldStopAsync(default);
        await protocol.WriteStructEndAsync(default);
        await protocol.WriteMessageEndAsync(default);
        await protocol.Transport.FlushAsync(default);
        TMessage answer = await protocol.ReadMessageBeginAsync(default).AsTask().InTime();
        (answer.Name, answer.Type, answer.SeqID).ShouldBe((name, TMessageType.Reply, 7));
        _ = await protocol.ReadStructBeginAsync(default);
        // No version was sent.
        (await protocol.ReadFieldBeginAsync(default)).Type.ShouldBe(TType.Stop);
        await protocol.ReadStructEndAsync(default);
        await protocol.ReadMessageEndAsync(default);
    }
}
