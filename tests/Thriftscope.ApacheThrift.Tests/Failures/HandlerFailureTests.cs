using System.Collections.Concurrent;
using System.Diagnostics;
using Thrift;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Failures;

/// <summary>Apache's processors swallow what a handler throws; its span has it.</summary>
public class HandlerFailureTests
{
    private readonly ConcurrentQueue<(ActivityKind Kind, Exception Exception)> _exceptions = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_handler_throws_is_on_the_servers_span(bool synchronously)
    {
        using Recording recording = NewRecording();
        await using Rig rig = Rig.Serve(recording, new CalculatorHandler { Run = (_, _) => Throw<string>(new FormatException("broken"), synchronously) });
        Calculator.Client client = await rig.ConnectAsync(recording);

        TApplicationException e = await Should.ThrowAsync<TApplicationException>(client.run("").InTime());

        e.Type.ShouldBe(TApplicationException.ExceptionType.InternalError);
        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/run");
        foreach (Activity span in (Activity[])[here, there])
        {
            span.Status.ShouldBe(ActivityStatusCode.Error);
            span.Tag("rpc.status_code").ShouldBe("INTERNAL_ERROR");
            span.Tag("error.type").ShouldBe("INTERNAL_ERROR");
        }

        there.StatusDescription.ShouldBe("broken");
        Recorded(there).ShouldBe("System.FormatException");
        Of(ActivityKind.Server).ShouldBeOfType<FormatException>().Message.ShouldBe("broken");
        (await client.add(1, 2).InTime()).ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_handler_of_a_oneway_call_throws_is_on_the_servers_span(bool synchronously)
    {
        using Recording recording = NewRecording();
        await using Rig rig = Rig.Serve(recording, new CalculatorHandler { Notify = _ => Throw<bool>(new FormatException("broken"), synchronously) });
        Calculator.Client client = await rig.ConnectAsync(recording);

        await client.notify("").InTime();

        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/notify");
        here.Status.ShouldBe(ActivityStatusCode.Unset);
        there.Status.ShouldBe(ActivityStatusCode.Error);
        there.Tag("error.type").ShouldBe("System.FormatException");
        there.Tag("rpc.status_code").ShouldBeNull();
        Recorded(there).ShouldBe("System.FormatException");
        (await client.add(1, 2).InTime()).ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transport_exception_that_a_handler_throws_ends_the_connection_and_the_span(bool synchronously)
    {
        using Recording recording = NewRecording();
        TTransportException thrown = new(TTransportException.ExceptionType.TimedOut, "of another connection");
        await using Rig rig = Rig.Serve(recording, new CalculatorHandler { Run = (_, _) => Throw<string>(thrown, synchronously) });
        Calculator.Client client = await rig.ConnectAsync(recording);

        TTransportException e = await Should.ThrowAsync<TTransportException>(client.run("").InTime());

        e.Type.ShouldBe(TTransportException.ExceptionType.EndOfFile);
        (Activity here, Activity there) = await recording.SpansOfAsync("Calculator/run");
        here.Tag("error.type").ShouldBe("END_OF_FILE");
        there.Status.ShouldBe(ActivityStatusCode.Error);
        there.Tag("error.type").ShouldBe("TIMED_OUT");
        Of(ActivityKind.Server).ShouldBeSameAs(thrown);
        await recording.Metrics.SumAsync("thrift.server.active_requests", 0);
        await recording.Metrics.SumAsync("thrift.server.connections", 0);
    }

    [Fact]
    public async Task Declared_exceptions_have_their_IDL_name_on_both_sides_and_are_an_error_for_the_client_only()
    {
        using Recording recording = NewRecording();
        await using Rig rig = Rig.Serve(recording);
        Calculator.Client client = await rig.ConnectAsync(recording);

        Overdrawn overdrawn = await Should.ThrowAsync<Overdrawn>(client.divide(5, 0).InTime());
        not_found missing = await Should.ThrowAsync<not_found>(client.divide(5, -1).InTime());
        _ = await Should.ThrowAsync<Refused>(client.refuse().InTime());

        (overdrawn.Missing, overdrawn.Account, missing.Key).ShouldBe((5, "zero", "negative"));
        string?[] names = ["Overdrawn", "not_found", "Refused"];
        string?[] none = [null, null, null];
        foreach (ActivityKind kind in (ActivityKind[])[ActivityKind.Client, ActivityKind.Server])
        {
            IReadOnlyList<Activity> spans = await recording.SpansAsync(kind, 3);
            spans.Select(s => s.Tag("rpc.status_code")).ShouldBe(names);
            spans.Select(s => s.Tag("error.type")).ShouldBe(kind == ActivityKind.Client ? names : none);
            spans.ShouldAllBe(s => s.Status == (kind == ActivityKind.Client ? ActivityStatusCode.Error : ActivityStatusCode.Unset));
        }

        foreach (string side in (string[])["client", "server"])
            recording.Metrics.Of($"rpc.{side}.call.duration").Select(m => m.Tags["rpc.status_code"]).ShouldBe(names);
    }

    [Fact]
    public async Task A_method_that_the_service_lacks_is_other_and_keeps_its_name_on_the_span_only()
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording);
        // A client of another service, so that its method is known to the client only.
        using Weather.Client client = new(rig.NewProtocol());
        recording.Instrumentor.Instrument(client);
        await client.OpenTransportAsync().InTime();

        TApplicationException e = await Should.ThrowAsync<TApplicationException>(client.temperature("here").InTime());

        e.Type.ShouldBe(TApplicationException.ExceptionType.UnknownMethod);
        (await recording.ClientSpanAsync("Weather/temperature")).Tag("error.type").ShouldBe("UNKNOWN_METHOD");
        Activity there = await recording.ServerSpanAsync("apache_thrift");
        there.Tag("rpc.method").ShouldBe("_OTHER");
        there.Tag("rpc.method_original").ShouldBe("temperature");
        there.Tag("rpc.status_code").ShouldBe("UNKNOWN_METHOD");
        there.Tag("error.type").ShouldBe("UNKNOWN_METHOD");
        there.Status.ShouldBe(ActivityStatusCode.Error);
        there.TraceId.ShouldBe((await recording.ClientSpanAsync("Weather/temperature")).TraceId);
        Measurement duration = (await recording.Metrics.OfAsync("rpc.server.call.duration", 1))[0];
        duration.Tags["rpc.method"].ShouldBe("_OTHER");
        duration.Tags.Values.ShouldNotContain("temperature");
    }

    [Fact]
    public async Task A_result_of_null_is_a_missing_result_for_the_client()
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, new CalculatorHandler { Run = (_, _) => Task.FromResult<string>(null!) });
        Calculator.Client client = await rig.ConnectAsync(recording);

        TApplicationException e = await Should.ThrowAsync<TApplicationException>(client.run("").InTime());

        e.Type.ShouldBe(TApplicationException.ExceptionType.MissingResult);
        (await recording.ClientSpanAsync("Calculator/run")).Tag("rpc.status_code").ShouldBe("MISSING_RESULT");
        _ = await recording.ServerSpanAsync("Calculator/run");
    }

    private static Task<T> Throw<T>(Exception exception, bool synchronously) => synchronously ? throw exception : Task.FromException<T>(exception);

    private static string? Recorded(Activity span) =>
        span.Events.ShouldHaveSingleItem().Tags.Single(t => t.Key == "exception.type").Value as string;

    private Recording NewRecording() => new(new()
    {
        RecordException = true,
        EnrichWithException = (span, exception) => _exceptions.Enqueue((span.Kind, exception)),
    });

    private Exception Of(ActivityKind kind) => _exceptions.Where(e => e.Kind == kind).ShouldHaveSingleItem().Exception;
}
