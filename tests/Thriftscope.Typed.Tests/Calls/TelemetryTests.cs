using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Thriftscope.AspNetCore;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Typed.Tests.Elsewhere;
using Thriftscope.Typed.Tests.Idl;

namespace Thriftscope.Typed.Tests.Calls;

/// <summary>What typed calls leave behind is what dynamic ones do. Listeners hear the whole process, so that no other test runs meanwhile.</summary>
[CollectionDefinition(nameof(TelemetryTests), DisableParallelization = true)]
[Collection(nameof(TelemetryTests))]
public sealed class TelemetryTests
{
    // What another port, another moment or another machine makes different.
    private static readonly string[] Varying = ["server.port", "network.peer.port", "client.port", "network.local.port"];

    [Theory]
    [InlineData("unframed", "binary")]
    [InlineData("header", "compact")]
    [InlineData("http", "json")]
    public async Task Spans_and_metrics_are_those_of_dynamic_calls(string transport, string protocol)
    {
        IReadOnlyList<string> dynamic = await RecordAsync(transport, protocol, isTypedServer: false, isTypedClient: false);

        // What the client can not write, the server does not see.
        dynamic.Count(l => l.StartsWith("span", StringComparison.Ordinal)).ShouldBe((2 * 12) - 1);
        dynamic.ShouldContain(l => l.Contains("rpc.method=Everything/echoPlain", StringComparison.Ordinal));
        Differences(await RecordAsync(transport, protocol, isTypedServer: true, isTypedClient: true), dynamic).ShouldBeEmpty();
        Differences(await RecordAsync(transport, protocol, isTypedServer: true, isTypedClient: false), dynamic).ShouldBeEmpty();
        Differences(await RecordAsync(transport, protocol, isTypedServer: false, isTypedClient: true), dynamic).ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<string>> RecordAsync(string transport, string protocol, bool isTypedServer, bool isTypedClient)
    {
        ConcurrentBag<string> lines = [];
        using ActivityListener spans = new()
        {
            ShouldListenTo = source => source.Name.StartsWith("Thriftscope", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => lines.Add(Text(span)),
        };
        ActivitySource.AddActivityListener(spans);
        using MeterListener metrics = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name.StartsWith("Thriftscope", StringComparison.Ordinal))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        metrics.SetMeasurementEventCallback<long>((instrument, value, tags, _) => lines.Add($"metric {instrument.Name} {(instrument.Unit == "By" ? value : "")} {Text(tags.ToArray())}"));
        metrics.SetMeasurementEventCallback<int>((instrument, value, tags, _) => lines.Add($"metric {instrument.Name} {Text(tags.ToArray())}"));
        metrics.SetMeasurementEventCallback<double>((instrument, value, tags, _) => lines.Add($"metric {instrument.Name} {Text(tags.ToArray())}"));
        metrics.Start();

        string at = transport == "http" ? "http://127.0.0.1:0/thrift" : "tcp://127.0.0.1:0";
        ThriftService service = Conversations.Module.Service("Everything");
        // Made before anything listens to it, and stopped before the listeners go: what is recorded is whole.
        await using (ThriftServer server = isTypedServer
            ? await ThriftServer.StartAsync<IEverything>(at, new EverythingHandler())
            : await service.ServeAsync(at, new DynamicHandler(Conversations.Module)))
        {
            string endpoint = Wires.Endpoint(server.Endpoint, transport, protocol);
            await (isTypedClient ? CallTypedAsync(endpoint) : CallDynamicAsync(service, endpoint));
            // Else the server might be the one who ends the connection.
            if (transport != "http")
                await InTimeExtensions.Eventually(() => lines.Any(l => l.StartsWith("metric thrift.server.connection.duration", StringComparison.Ordinal)), "the client has gone");
        }

        // Phases of no length are left out: how many there are is a matter of time.
        return [.. lines.Where(l => !IsPhase(l)), .. lines.Where(IsPhase).Distinct()];
    }

    private static bool IsPhase(string line) => line.StartsWith("metric thrift.", StringComparison.Ordinal) && line.Contains(".phase.duration ", StringComparison.Ordinal);

    private static async Task CallTypedAsync(string endpoint)
    {
        await using EverythingClient client = new(endpoint);
        await client.EchoPlainAsync(new Plain { Text = "a", Raw = [1], Point = new Point { X = 1, Y = 2 } }).InTime();
        await client.EchoI32Async(1).InTime();
        await client.EchoListAsync([]).InTime();
        await client.PingAsync().InTime();
        await client.NoteAsync("a").InTime();
        await client.MoveAsync(new Point { X = 1, Y = 2 }, 3).InTime();
        foreach (Func<Task> failing in (Func<Task>[])
            [() => client.FailAsync("bare"), () => client.FailAsync("broken"), () => client.FailAsync("undeclared"), () => client.CheckAsync("bare"), () => client.NothingAsync(), () => client.EchoAnyAsync(new Any())])
        {
            await Should.ThrowAsync<ThriftException>(() => failing().InTime());
        }
    }

    private static async Task CallDynamicAsync(ThriftService service, string endpoint)
    {
        await using ServiceClient client = service.CreateClient(ThriftEndpoint.Parse(endpoint));
        ThriftStruct plain = Values.Completed.Of(ThriftSerializer.FromJson(Conversations.Module.Struct("Plain"), """{"text": "a", "raw": "AQ==", "point": {"x": 1, "y": 2}}"""));
        await client.CallAsync("echoPlain", plain).InTime();
        await client.CallAsync("echoI32", 1).InTime();
        await client.CallAsync("echoList", new ThriftArguments { ["value"] = Array.Empty<object>() }).InTime();
        await client.CallAsync("ping").InTime();
        await client.CallAsync("note", "a").InTime();
        await client.CallAsync("move", new { x = 1, y = 2 }, 3).InTime();
        foreach ((string method, object?[] arguments) in ((string, object?[])[])
            [("fail", ["bare"]), ("fail", ["broken"]), ("fail", ["undeclared"]), ("check", ["bare"]), ("nothing", []), ("echoAny", [Conversations.Module.NewStruct("Any")])])
        {
            await Should.ThrowAsync<ThriftException>(() => client.CallAsync(method, arguments).InTime());
        }
    }

    private static string[] Differences(IReadOnlyList<string> found, IReadOnlyList<string> wanted) =>
    [
        .. found.CountBy(l => l).Except(wanted.CountBy(l => l)).Select(l => $"found {l.Value} times: {l.Key}"),
        .. wanted.CountBy(l => l).Except(found.CountBy(l => l)).Select(l => $"wanted {l.Value} times: {l.Key}"),
    ];

    private static string Text(Activity span)
    {
        string events = string.Concat(span.Events.Select(e => $" event {e.Name} [{Text([.. e.Tags.Where(t => t.Key != "exception.stacktrace")])}]"));
        // Which field of a generated type could not be written, the error does not say.
        string? description = span.StatusDescription?.Replace("echoAny.value:", "echoAny:", StringComparison.Ordinal);
        return $"span {span.Source.Name} {span.Kind} {span.DisplayName} {span.Status} \"{description}\" [{Text([.. span.TagObjects])}]{events}";
    }

    private static string Text(KeyValuePair<string, object?>[] tags) => string.Join(", ", tags
        .Where(t => !Varying.Contains(t.Key) && !t.Key.StartsWith("thrift.phase", StringComparison.Ordinal))
        .Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Key}={t.Value}")).Order(StringComparer.Ordinal));
}
