using System.Collections;
using System.Diagnostics;
using System.Reflection;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Generated;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Robustness;

/// <summary>Peers that want to fill the memory, or the metrics.</summary>
public class HostilePeerTests
{
    [Fact]
    public async Task Names_of_methods_that_do_not_exist_are_not_kept()
    {
        using Recording recording = new();
        ITAsyncProcessor processor = recording.Instrumentor.Instrument(new Weather.AsyncProcessor(new NoWeather()));

        for (int i = 0; i < 50; i++)
            _ = await Wire.ProcessAsync(processor, ProtocolKind.Binary, await Wire.MessageAsync(ProtocolKind.Binary, $"evil{i}"));

        FieldInfo methods = typeof(GeneratedService).GetField("_methods", BindingFlags.Instance | BindingFlags.NonPublic)!;
        ((IDictionary)methods.GetValue(GeneratedService.Of(typeof(Weather.AsyncProcessor)))!).Keys.Cast<string>().ShouldNotContain(n => n.StartsWith("evil"));
        (await recording.SpansAsync(ActivityKind.Server, 50)).ShouldAllBe(s => (string)s.Tag("rpc.method")! == "_OTHER");
    }

    [Fact]
    public async Task Any_number_of_names_makes_a_limited_number_of_time_series()
    {
        using Recording recording = new(spans: false);
        TProtocolFactory protocols = recording.Instrumentor.Instrument(new TBinaryProtocol.Factory(), "Weather");
        Weather.AsyncProcessor processor = new(new NoWeather());

        for (int i = 0; i < 1200; i++)
        {
            using TMemoryBufferTransport input = new(await Wire.MessageAsync(ProtocolKind.Binary, $"evil{i}"), new TConfiguration());
            using TMemoryBufferTransport output = new(new TConfiguration());
            using TProtocol request = protocols.GetProtocol(input);
            _ = await processor.ProcessAsync(request, protocols.GetProtocol(output));
        }

        recording.Metrics.Of("rpc.server.call.duration").Select(m => m.Tags["rpc.method"]).Distinct().Count().ShouldBe(1001);
        recording.Metrics.Sum("thrift.server.active_requests").ShouldBe(0);
    }

    [Fact]
    public async Task The_message_of_an_error_is_bounded_in_telemetry_and_whole_in_the_exception()
    {
        string message = new('x', 100_000);
        byte[] reply = await Wire.MessageAsync(ProtocolKind.Binary, "add", async p =>
        {
            await Wire.TextAsync(p, 1, message);
            await Wire.NumberAsync(p, 2, (int)TApplicationException.ExceptionType.InternalError);
        }, TMessageType.Exception);
        using Recording recording = new();
        Calculator.Client client = Wire.Reader(ProtocolKind.Binary, reply);
        recording.Instrumentor.Instrument(client);

        TApplicationException exception = await Should.ThrowAsync<TApplicationException>(client.add(1, 2));

        exception.Message.ShouldBe(message);
        (await recording.ClientSpanAsync("Calculator/add")).StatusDescription!.Length.ShouldBeLessThan(1000);
    }

    private sealed class NoWeather : Weather.IAsync
    {
        public Task<int> temperature(string? place, CancellationToken cancellationToken = default) => Task.FromResult(0);

        public Task<string> ping(CancellationToken cancellationToken = default) => Task.FromResult("");
    }
}
