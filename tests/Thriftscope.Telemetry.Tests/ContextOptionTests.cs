using System.Diagnostics;
using OpenTelemetry.Trace;
using Thriftscope.AspNetCore;

namespace Thriftscope.Telemetry.Tests;

/// <summary>What options make of the contexts of real calls.</summary>
public sealed class ContextOptionTests : IDisposable
{
    private readonly TelemetryCapture _capture = new();

    public void Dispose() => _capture.Dispose();

    [Theory]
    [InlineData("unframed")]
    [InlineData("header")]
    [InlineData("http")]
    public async Task Contexts_from_outside_that_are_not_trusted_become_links(string transport)
    {
        await using ProbeService probe = await ProbeService.StartAsync(new ThriftServerOptions { Context = new ThriftContextOptions { Inbound = ThriftContextRole.Link } }, transport: transport);

        _ = global::OpenTelemetry.Baggage.SetBaggage("tenant", "blue");
        await probe.Client.CallAsync("echo", "x");

        Activity client = await _capture.ClientSpanAsync("Probe/echo");
        Activity server = await _capture.ServerSpanAsync("Probe/echo");
        server.TraceId.ShouldNotBe(client.TraceId);
        server.ParentSpanId.ShouldBe(default);
        server.Links.ShouldHaveSingleItem().Context.SpanId.ShouldBe(client.SpanId);
        probe.Handler.Baggage.ShouldBeEmpty();
    }

    [Fact]
    public async Task They_can_be_ignored_too()
    {
        await using ProbeService probe = await ProbeService.StartAsync(new ThriftServerOptions { Context = new ThriftContextOptions { Inbound = ThriftContextRole.Ignore } });

        await probe.Client.CallAsync("echo", "x");

        Activity server = await _capture.ServerSpanAsync("Probe/echo");
        server.ParentSpanId.ShouldBe(default);
        server.Links.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("unframed")]
    [InlineData("header")]
    [InlineData("http")]
    public async Task A_client_that_writes_nothing_lets_the_server_begin_a_trace(string transport)
    {
        await using ProbeService probe = await ProbeService.StartAsync(clientOptions: new ThriftClientOptions { Context = new ThriftContextOptions { Write = [] } }, transport: transport);

        await probe.Client.CallAsync("echo", "x");

        (await _capture.ServerSpanAsync("Probe/echo")).ParentSpanId.ShouldBe(default);
    }

    [Theory]
    [InlineData("header")]
    [InlineData("ttheader")]
    [InlineData("http")]
    public async Task The_field_can_be_written_where_there_are_headers(string transport)
    {
        await using ProbeService probe = await ProbeService.StartAsync(
            new ThriftServerOptions { Context = new ThriftContextOptions { Read = [new(ThriftContextDialects.TrailingField)] } },
            new ThriftClientOptions { Context = new ThriftContextOptions { Write = [ThriftContextDialects.TrailingField] } },
            transport);

        await probe.Client.CallAsync("echo", "x");

        (await _capture.ServerSpanAsync("Probe/echo")).ParentSpanId.ShouldBe((await _capture.ClientSpanAsync("Probe/echo")).SpanId);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:1", "theader", "?transport=header")]
    [InlineData("tcp://127.0.0.1:1?transport=header", "ttheader", "?transport=ttheader")]
    [InlineData("tcp://127.0.0.1:1", "http", "http://")]
    public void A_dialect_that_the_endpoint_can_not_carry_is_refused(string endpoint, string dialect, string need) =>
        Should.Throw<ArgumentException>(() => ProbeService.Module.Service("Probe").CreateClient(
            ThriftEndpoint.Parse(endpoint), new ThriftClientOptions { Context = new ThriftContextOptions { Write = [ThriftContextDialects.Find(dialect)] } }))
            .Message.ShouldContain(need);

    [Fact]
    public async Task What_the_program_writes_and_an_endpoint_can_not_carry_leaves_that_endpoint_as_it_was()
    {
        using TelemetryCapture capture = new(o => o.Context = new ThriftContextOptions { Write = [ThriftContextDialects.Header] });
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("echo", "x");

        (await capture.ServerSpanAsync("Probe/echo")).HasRemoteParent.ShouldBeTrue();
    }

    [Fact]
    public async Task Samplers_see_the_baggage_that_came()
    {
        BaggageSampler sampler = new();
        using TelemetryCapture capture = new(sampler: sampler);
        await using ProbeService probe = await ProbeService.StartAsync();

        _ = global::OpenTelemetry.Baggage.SetBaggage("tenant", "blue");
        await probe.Client.CallAsync("echo", "x");
        _ = await capture.ServerSpanAsync("Probe/echo");

        sampler.Seen.ShouldContain("Server blue");
    }

    [Fact]
    public async Task What_became_of_contexts_is_counted()
    {
        await using ProbeService probe = await ProbeService.StartAsync();

        await probe.Client.CallAsync("echo", "x");
        _ = await _capture.ServerSpanAsync("Probe/echo");

        _capture.Metric("thrift.context.extracted").Tags().ShouldContain(tags => Equals(tags["thrift.dialect"], "trailing_field"));
    }

    private sealed class BaggageSampler : Sampler
    {
        public System.Collections.Concurrent.ConcurrentBag<string> Seen { get; } = [];

        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
        {
            Seen.Add($"{samplingParameters.Kind} {(global::OpenTelemetry.Baggage.Current.GetBaggage("tenant"))}");
            return new SamplingResult(SamplingDecision.RecordAndSample);
        }
    }
}
