using System.Diagnostics;

namespace Thriftscope.Telemetry.Tests;

/// <summary>A call leaves the same behind whatever it went over.</summary>
public class WireSpanTests
{
    public static TheoryData<string, string> Wires
    {
        get
        {
            TheoryData<string, string> wires = [];
            foreach (string transport in (string[])["unframed", "framed", "header", "ttheader", "http"])
            {
                foreach (string protocol in transport is "header" or "ttheader" ? (string[])["binary", "compact"] : ["binary", "compact", "json", "thriftpy-json"])
                    wires.Add(transport, protocol);
            }

            return wires;
        }
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Both_spans_tell_of_it_alike_and_are_one_trace(string transport, string protocol)
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync(transport: transport, protocol: protocol);
        string text = new('x', 1000);

        (await probe.Client.CallAsync<string>("echo", text)).ShouldBe(text);

        Activity client = await capture.ClientSpanAsync("Probe/echo");
        Activity server = await capture.ServerSpanAsync("Probe/echo");
        (server.TraceId, server.ParentSpanId, server.HasRemoteParent).ShouldBe((client.TraceId, client.SpanId, true));
        foreach (Activity span in (Activity[])[client, server])
        {
            span.Tag("thrift.transport").ShouldBe(transport);
            span.Tag("thrift.protocol").ShouldBe(protocol);
            span.Tag("rpc.method").ShouldBe("Probe/echo");
            span.Tag("rpc.status_code").ShouldBe("OK");
            span.Tag("server.address").ShouldBe("127.0.0.1");
            span.Tag("server.port").ShouldBe(probe.Port);
            span.Tag("thrift.request.size").ShouldBeOfType<long>().ShouldBeInRange(1001, 1600);
            span.Tag("thrift.response.size").ShouldBeOfType<long>().ShouldBeInRange(1001, 1600);
        }

        server.Tag("thrift.request.size").ShouldBe(client.Tag("thrift.request.size"));
        server.Tag("thrift.response.size").ShouldBe(client.Tag("thrift.response.size"));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_failure_has_its_error_type_on_both_sides(string transport, string protocol)
    {
        using TelemetryCapture capture = new();
        await using ProbeService probe = await ProbeService.StartAsync(transport: transport, protocol: protocol);

        await Should.ThrowAsync<ThriftApplicationException>(() => probe.Client.CallAsync("fail"));
        await Should.ThrowAsync<ThriftDeclaredException>(() => probe.Client.CallAsync("refuse"));

        foreach (Activity span in (Activity[])[await capture.ClientSpanAsync("Probe/fail"), await capture.ServerSpanAsync("Probe/fail")])
            (span.Status, span.Tag("error.type")).ShouldBe((ActivityStatusCode.Error, "INTERNAL_ERROR"));
        (await capture.ClientSpanAsync("Probe/refuse")).Tag("rpc.status_code").ShouldBe("Refused");
        (await capture.ServerSpanAsync("Probe/refuse")).Tag("rpc.status_code").ShouldBe("Refused");
    }
}
