using Thriftscope.AspNetCore;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Typed.Tests.Idl;

namespace Thriftscope.Typed.Tests.Calls;

/// <summary>What interceptors see and change of typed calls, at both sides.</summary>
public sealed class InterceptorTests
{
    private delegate ValueTask<object?> Intercept(ThriftCallContext context, ThriftCallDelegate next);

    public static TheoryData<bool> Sides => [true, false];

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task Arguments_and_results_may_be_read_and_changed(bool atServer)
    {
        string? seen = null;
        await using Pair pair = await Pair.StartAsync(atServer, async (context, next) =>
        {
            seen = $"{context.ServiceName} {context.Method} {context.Arguments}";
            context.Arguments["first"] = "changed";
            context.Arguments["number"] = null;
            return await next(context) + "!";
        });

        (await pair.Client.WeaveAsync("z", "a", 5, true).InTime()).ShouldBe("changed/none/True/z!");
        seen.ShouldBe("Everything string weave(20: string last, 1: string first, 2: i32 number, 17: bool flag) weave{last=\"z\", first=\"a\", number=5, flag=true}");
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task A_call_passes_unread(bool atServer)
    {
        await using Pair pair = await Pair.StartAsync(atServer, (context, next) => next(context));
        Plain plain = new() { Text = "a", Raw = [1, 2] };

        (await pair.Client.EchoPlainAsync(plain).InTime()).ShouldBe(plain);
        (await pair.Client.EchoI32Async(3).InTime()).ShouldBe(3);
        await pair.Client.PingAsync().InTime();
        await pair.Client.NoteAsync("x").InTime();
        (await Should.ThrowAsync<Problem>(() => pair.Client.FailAsync("problem").InTime())).Code.ShouldBe(7);
        (await Should.ThrowAsync<Problem>(() => pair.Client.CheckAsync("problem").InTime())).Code.ShouldBe(7);
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task An_answer_may_be_typed_or_dynamic_or_an_object_of_ones_own(bool atServer)
    {
        object? answer = null;
        await using Pair pair = await Pair.StartAsync(atServer, (context, next) => new ValueTask<object?>(answer));

        answer = new Plain { Text = "typed" };
        (await pair.Client.EchoPlainAsync(new Plain()).InTime()).Text.ShouldBe("typed");
        answer = ThriftSerializer.FromJson(Plain.Schema, """{"text": "dynamic"}""");
        (await pair.Client.EchoPlainAsync(new Plain()).InTime()).Text.ShouldBe("dynamic");
        answer = new { text = "an object" };
        (await pair.Client.EchoPlainAsync(new Plain()).InTime()).Text.ShouldBe("an object");
        answer = new[] { new { text = "in a list" } };
        (await pair.Client.EchoListAsync([]).InTime()).ShouldHaveSingleItem().Text.ShouldBe("in a list");
        answer = "GREEN";
        (await pair.Client.EchoColorAsync(Color.Red).InTime()).ShouldBe(Color.Green);
        answer = 5;
        (await pair.Client.EchoI64Async(1).InTime()).ShouldBe(5);
        answer = null;
        await pair.Client.PingAsync().InTime();
    }

    [Fact]
    public async Task An_answer_that_does_not_fit_is_an_error_at_either_side()
    {
        object? answer = 42;
        await using Pair ofServer = await Pair.StartAsync(atServer: true, (_, _) => new ValueTask<object?>(answer));
        await using Pair ofClient = await Pair.StartAsync(atServer: false, (_, _) => new ValueTask<object?>(answer));

        (await Should.ThrowAsync<ThriftApplicationException>(() => ofServer.Client.EchoStringAsync("x").InTime())).Error.ShouldBe(ThriftApplicationError.InternalError);
        (await Should.ThrowAsync<ThriftValueException>(() => ofClient.Client.EchoStringAsync("x").InTime())).Message.ShouldContain("expected string, got");

        answer = null;
        (await Should.ThrowAsync<ThriftApplicationException>(() => ofServer.Client.EchoI32Async(1).InTime())).Error.ShouldBe(ThriftApplicationError.MissingResult);
        (await Should.ThrowAsync<ThriftValueException>(() => ofClient.Client.EchoI32Async(1).InTime())).Message.ShouldContain("echoI32 was answered with null");
        (await Should.ThrowAsync<ThriftValueException>(() => ofClient.Client.EchoPlainAsync(new Plain()).InTime())).Message.ShouldContain("echoPlain was answered with null");

        answer = new Any();
        (await Should.ThrowAsync<ThriftApplicationException>(() => ofServer.Client.EchoAnyAsync(Any.OfFlag(true)).InTime())).Error.ShouldBe(ThriftApplicationError.InternalError);
    }

    [Fact]
    public async Task An_interceptor_may_throw_what_is_declared_typed_or_dynamic()
    {
        ThriftDeclaredException? thrown = null;
        await using Pair pair = await Pair.StartAsync(atServer: true, (_, _) => throw thrown!);

        thrown = new Refused { Reason = "typed" };
        (await Should.ThrowAsync<Refused>(() => pair.Client.FailAsync("x").InTime())).Reason.ShouldBe("typed");
        thrown = new ThriftDeclaredException(Conversations.Module.NewStruct("Refused", new { reason = "dynamic" }));
        (await Should.ThrowAsync<Refused>(() => pair.Client.FailAsync("x").InTime())).Reason.ShouldBe("dynamic");
    }

    [Fact]
    public async Task A_required_argument_that_an_interceptor_took_away_is_told()
    {
        await using Pair pair = await Pair.StartAsync(
            atServer: false,
            (context, next) =>
            {
                context.Arguments["first"] = null;
                return next(context);
            });

        (await Should.ThrowAsync<ThriftValueException>(() => pair.Client.WeaveAsync("z", "a", 5, true).InTime())).Message.ShouldBe("weave.first: a required field needs a value");
    }

    [Fact]
    public async Task An_interceptor_may_call_again()
    {
        int calls = 0;
        await using Pair pair = await Pair.StartAsync(
            atServer: false,
            async (context, next) =>
            {
                try
                {
                    return await next(context.ForAttempt(context.CancellationToken));
                }
                catch (ThriftApplicationException) when (++calls < 3)
                {
                    context.Arguments["how"] = calls == 2 ? "not" : "broken";
                    return await next(context.ForAttempt(context.CancellationToken));
                }
            });

        (await Should.ThrowAsync<ThriftApplicationException>(() => pair.Client.FailAsync("broken").InTime())).Error.ShouldBe(ThriftApplicationError.InternalError);
        (await pair.Client.FailAsync("broken").InTime()).ShouldBe("not");
    }

    [Theory]
    [InlineData("header")]
    [InlineData("ttheader")]
    [InlineData("http")]
    public async Task Headers_go_both_ways(string transport)
    {
        await using ThriftServer server = await ThriftServer.StartAsync(
            transport == "http" ? "http://127.0.0.1:0/thrift" : "tcp://127.0.0.1:0", [ThriftServiceBinding.Create<IEverything>(context => new EverythingHandler(context: context))]);
        await using EverythingClient client = new(Wires.Endpoint(server.Endpoint, transport, "binary"));
        ThriftCallOptions options = new() { Headers = { ["tenant"] = "acme" } };

        (await client.With(options).HeaderAsync("tenant").InTime()).ShouldBe("acme");
        options.ResponseHeaders["tenant"].ShouldBe("acme");
        (await client.HeaderAsync("tenant").InTime()).ShouldBe("");
    }

    [Fact]
    public async Task A_client_of_its_own_options_has_them_for_every_service_that_it_extends()
    {
        List<string> seen = [];
        await using ThriftServer server = await ThriftServer.StartAsync<IFurther>("tcp://127.0.0.1:0", new EverythingHandler());
        await using FurtherClient client = new(
            $"{server.Endpoint}?transport=header",
            new ThriftClientOptions { Interceptors = { new Interceptor((context, next) => { seen.Add($"{context.Method.Name} {context.RequestHeaders.GetValueOrDefault("a")}"); return next(context); }) } });
        FurtherClient with = client.With(new ThriftCallOptions { Headers = { ["a"] = "b" } });

        await with.WhoAreYouAsync().InTime();
        await with.PingAsync().InTime();
        await with.MoreAsync(1).InTime();
        await client.MoreAsync(1).InTime();

        seen.ShouldBe(["whoAreYou b", "ping b", "more b", "more "]);
    }

    /// <summary>A server and a client, one of which has an interceptor.</summary>
    private sealed class Pair(ThriftServer server, EverythingClient client) : IAsyncDisposable
    {
        public EverythingClient Client => client;

        public static async Task<Pair> StartAsync(bool atServer, Intercept intercept)
        {
            ThriftServerOptions options = new();
            ThriftClientOptions clientOptions = new();
            (atServer ? options.Interceptors : clientOptions.Interceptors).Add(new Interceptor(intercept));
            ThriftServer server = await ThriftServer.StartAsync<IEverything>("tcp://127.0.0.1:0", new EverythingHandler(), options);
            return new Pair(server, new EverythingClient(server.Endpoint.ToString(), clientOptions));
        }

        public async ValueTask DisposeAsync()
        {
            await client.DisposeAsync();
            await server.DisposeAsync();
        }
    }

    private sealed class Interceptor(Intercept intercept) : IThriftInterceptor
    {
        public ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next) => intercept(context, next);
    }
}
