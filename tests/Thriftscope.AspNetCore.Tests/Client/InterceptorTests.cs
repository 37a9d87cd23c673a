using System.Diagnostics;
using System.Net;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Telemetry;

namespace Thriftscope.AspNetCore.Tests.Client;

/// <summary>What stands around a client's calls, and what is different for one of them.</summary>
[Collection(nameof(Alone))]
public class InterceptorTests
{
    private const string Idl = """
        service S {
          string echo(1: string text),
          string twice(1: string text) (idempotent),
          string thrice(1: string text) (idempotent = "true"),
          string never(1: string text) (idempotent = "false"),
        }
        """;

    [Fact]
    public async Task Interceptors_are_around_the_call_the_first_outermost()
    {
        List<string> seen = [];
        await using Loopback loopback = await StartAsync(Around("a"), Around("b"));

        (await loopback.Client.CallAsync<string>("echo", "x").InTime()).ShouldBe("x");

        seen.ShouldBe(["a before echo", "b before echo", "b after x", "a after x"]);

        Interceptor Around(string name) => new(async (context, next) =>
        {
            seen.Add($"{name} before {context.Method.Name}");
            object? result = await next(context);
            seen.Add($"{name} after {result}");
            return result;
        });
    }

    [Fact]
    public async Task An_interceptor_sees_the_call_and_may_change_its_arguments()
    {
        ThriftCallContext? seen = null;
        await using Loopback loopback = await StartAsync(new Interceptor((context, next) =>
        {
            seen = context;
            context.Arguments["text"] = "changed";
            return next(context);
        }));

        (await loopback.Client.CallAsync<string>("echo", "x").InTime()).ShouldBe("changed");

        (seen!.ServiceName, seen.Method.Name, seen.Protocol, seen.Transport, seen.Deadline).ShouldBe(("S", "echo", ThriftProtocol.Binary, ThriftTransport.Unframed, null));
        ((IPEndPoint)seen.Peer!).Port.ShouldBe(loopback.Server.Endpoint.Port!.Value);
    }

    [Fact]
    public async Task An_interceptor_may_answer_by_itself_or_fail_the_call()
    {
        await using ServiceClient client = Loopback.Load(Idl).CreateClient(ThriftEndpoint.Parse("tcp://127.0.0.1:1"), With(new Interceptor((context, _) =>
            context.Method.Name == "echo" ? new("mine") : throw new InvalidOperationException("not this"))));

        (await client.CallAsync<string>("echo", "x").InTime()).ShouldBe("mine");
        (await Should.ThrowAsync<InvalidOperationException>(() => client.CallAsync<string>("twice", "x").InTime())).Message.ShouldBe("not this");
    }

    [Fact]
    public async Task Each_attempt_has_a_span_and_a_context_of_its_own()
    {
        using ActivitySource source = new(nameof(InterceptorTests));
        List<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = s => s.Name is ThriftInstrumentation.ActivitySourceName or nameof(InterceptorTests),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                lock (spans)
                    spans.Add(a);
            },
        };
        ActivitySource.AddActivityListener(listener);
        ThriftCallContext? attempt = null;
        ThriftClientOptions options = With(new Interceptor(async (context, next) =>
        {
            context.RequestHeaders["kept"] = "1";
            _ = await next(context.ForAttempt(CancellationToken.None));
            attempt = context.ForAttempt(CancellationToken.None);
            attempt.Items["shared"] = true;
            return await next(attempt);
        }));
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler(), client: options, endpoint: "tcp://127.0.0.1:0?transport=header");

        Activity logical = source.StartActivity("logical")!;
        (await loopback.Client.CallAsync<string>("echo", "x").InTime()).ShouldBe("x");
        logical.Stop();

        Activity[] attempts;
        lock (spans)
            attempts = [.. spans.Where(s => s.Kind == ActivityKind.Client && s.ParentSpanId == logical.SpanId)];
        attempts.Length.ShouldBe(2);
        attempts.ShouldAllBe(s => s.DisplayName == "S/echo");
        attempt!.RequestHeaders["KEPT"].ShouldBe("1");
    }

    [Fact]
    public async Task The_time_of_a_call_s_options_is_for_all_attempts()
    {
        GateHandler handler = new();
        DateTimeOffset? deadline = null;
        int attempts = 0;
        ThriftClientOptions options = With(new Interceptor(async (context, next) =>
        {
            deadline = context.Deadline;
            while (true)
            {
                attempts++;
                try
                {
                    return await next(context);
                }
                catch (ThriftTransportException e) when (!e.IsUnsent)
                {
                }
            }
        }));
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler, client: options);

        ThriftTransportException late = await Should.ThrowAsync<ThriftTransportException>(
            () => loopback.Client.CallAsync<string>("slow", "x", new ThriftCallOptions { Timeout = TimeSpan.FromMilliseconds(300) }).InTime());
        handler.Open();

        late.Error.ShouldBe(ThriftTransportError.TimedOut);
        late.Message.ShouldBe("The time for slow was up before it was called.");
        attempts.ShouldBeGreaterThan(1);
        deadline.ShouldNotBeNull();
    }

    [Fact]
    public async Task Options_stand_behind_the_arguments_in_every_form_of_a_call()
    {
        await using Loopback loopback = await StartAsync();
        dynamic dynamicClient = loopback.Client;
        ThriftCallOptions options = new() { Timeout = TimeSpan.FromSeconds(19) };
        CancellationToken none = CancellationToken.None;

        (await loopback.Client.CallAsync<string>("echo", "a", options).InTime()).ShouldBe("a");
        (await loopback.Client.CallAsync<string>("echo", "b", options, none).InTime()).ShouldBe("b");
        (await loopback.Client.CallAsync<string>("echo", "c", none, options).InTime()).ShouldBe("c");
        (await loopback.Client.CallAsync<string>("echo", new ThriftArguments { ["text"] = "d" }, options).InTime()).ShouldBe("d");
        await loopback.Client.CallAsync("echo", new ThriftArguments { ["text"] = "e" }, options, none).InTime();
        ((string)await dynamicClient.echo("f", options)).ShouldBe("f");
        ((string)await dynamicClient.echo(text: "g", options: options)).ShouldBe("g");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_time_of_a_call_s_options_ends_interceptors_too(bool observesToken)
    {
        ThriftClientOptions options = With(new Interceptor(async (context, next) =>
        {
            await Task.Delay(Timeout.Infinite, observesToken ? context.CancellationToken : CancellationToken.None);
            return await next(context);
        }));
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler(), client: options);

        ThriftTransportException late = await Should.ThrowAsync<ThriftTransportException>(
            () => loopback.Client.CallAsync<string>("echo", "x", new ThriftCallOptions { Timeout = TimeSpan.FromMilliseconds(100) }).InTime());

        late.Message.ShouldBe("echo did not end within 0.1 s, with its interceptors.");
        late.Error.ShouldBe(ThriftTransportError.TimedOut);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_caller_that_goes_hears_of_its_own_token(bool hasTime)
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler, client: With(new Interceptor((context, next) => next(context))));
        using CancellationTokenSource caller = new();
        ThriftCallOptions options = new() { Timeout = hasTime ? TimeSpan.FromMinutes(1) : null };

        Task<string> call = loopback.Client.CallAsync<string>("slow", "x", options, caller.Token);
        await handler.Entered.InTime();
        await caller.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(() => call.InTime())).CancellationToken.ShouldBe(caller.Token);
        handler.Open();
    }

    [Fact]
    public async Task An_interceptor_that_answers_nothing_does_not_answer_zero()
    {
        await using ServiceClient client = Loopback.Load("service S { i32 count() }")
            .CreateClient(ThriftEndpoint.Parse("tcp://127.0.0.1:1"), With(new Interceptor((_, _) => default)));

        (await Should.ThrowAsync<ThriftValueException>(() => client.CallAsync<int>("count").InTime()))
            .Message.ShouldBe("count was answered with null by an interceptor, where Int32 is wanted");
    }

    [Fact]
    public async Task A_call_may_take_less_or_more_time_than_the_client_s_others()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler, client: new() { CallTimeout = TimeSpan.FromMilliseconds(200) });

        Task<string> patient = loopback.Client.CallAsync<string>("slow", "patient", new ThriftCallOptions { Timeout = Timeout.InfiniteTimeSpan });
        await handler.Entered.InTime();
        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(
            () => loopback.Client.CallAsync<string>("echo", "x", new ThriftCallOptions { Timeout = TimeSpan.FromMilliseconds(50) }).InTime());
        await Should.ThrowAsync<ThriftTransportException>(() => loopback.Client.CallAsync<string>("echo", "x").InTime());
        handler.Open();

        e.Message.ShouldStartWith($"{loopback.Server.Endpoint} did not answer within 0.05 s.");
        (await patient.InTime()).ShouldBe("patient");
    }

    [Fact]
    public void The_IDL_says_which_methods_may_be_called_twice()
    {
        ThriftService service = Loopback.Load(Idl);

        service.Schema.Methods.Where(m => m.IsIdempotent).Select(m => m.Name).ShouldBe(["twice", "thrice"]);
    }

    private static ThriftClientOptions With(params IThriftInterceptor[] interceptors)
    {
        ThriftClientOptions options = new();
        foreach (IThriftInterceptor interceptor in interceptors)
            options.Interceptors.Add(interceptor);
        return options;
    }

    private static Task<Loopback> StartAsync(params IThriftInterceptor[] interceptors) => Loopback.StartAsync(Idl, new Handler(), client: With(interceptors));

    private sealed class Interceptor(Func<ThriftCallContext, ThriftCallDelegate, ValueTask<object?>> invoke) : IThriftInterceptor
    {
        public ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next) => invoke(context, next);
    }

    private sealed class Handler
    {
        public string Echo(string text) => text;

        public string Twice(string text) => text;

        public string Thrice(string text) => text;

        public string Never(string text) => text;
    }
}
