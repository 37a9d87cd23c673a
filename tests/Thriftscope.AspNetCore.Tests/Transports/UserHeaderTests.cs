using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Transports;

/// <summary>Headers of the user's, from the options of a call to the context of its handler and back, whatever the answer is.</summary>
public class UserHeaderTests
{
    private const string Idl = """
        exception Wrong { 1: string why }
        service S { string result(), string declared() throws (1: Wrong wrong), string refused(), string crash(), string much(), oneway void note() }
        """;

    private static readonly ThriftModule Module = ThriftModule.Load(new StringReader(Idl), "test");

    public static TheoryData<string> Endpoints => new()
    {
        "tcp://127.0.0.1:0?transport=header",
        "tcp://127.0.0.1:0?transport=header&protocol=compact&compression=zlib",
        "tcp://127.0.0.1:0?transport=ttheader",
        "http://127.0.0.1:0/thrift",
        "http://127.0.0.1:0/thrift?protocol=json",
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task They_go_there_and_come_back_with_a_result(string endpoint)
    {
        await using Loopback loopback = await StartAsync(endpoint);
        ThriftCallOptions options = Blue();

        (await loopback.Client.CallAsync<string>("result", options).InTime()).ShouldBe("blue");

        options.ResponseHeaders["served-for"].ShouldBe("blue");
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task They_come_back_with_a_declared_exception(string endpoint)
    {
        await using Loopback loopback = await StartAsync(endpoint);
        ThriftCallOptions options = Blue();

        (await Should.ThrowAsync<ThriftDeclaredException>(() => loopback.Client.CallAsync("declared", options).InTime())).Value["why"].ShouldBe("blue");

        options.ResponseHeaders["served-for"].ShouldBe("blue");
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task They_come_back_with_an_application_exception(string endpoint)
    {
        await using Loopback loopback = await StartAsync(endpoint);

        foreach ((string method, ThriftApplicationError error) in new[] { ("refused", ThriftApplicationError.UnsupportedClientType), ("crash", ThriftApplicationError.InternalError) })
        {
            ThriftCallOptions options = Blue();
            (await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync(method, options).InTime())).Error.ShouldBe(error);
            options.ResponseHeaders["SERVED-FOR"].ShouldBe("blue");
        }
    }

    [Theory]
    [InlineData("header")]
    [InlineData("ttheader")]
    public async Task More_than_there_is_room_for_is_an_internal_error_and_the_connection_goes_on(string transport)
    {
        await using Loopback loopback = await StartAsync($"tcp://127.0.0.1:0?transport={transport}");
        ThriftCallOptions options = Blue();

        (await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync("much", options).InTime())).Error.ShouldBe(ThriftApplicationError.InternalError);

        options.ResponseHeaders.ShouldBeEmpty();
        await loopback.Client.CallAsync("result", options).InTime();
        options.ResponseHeaders["served-for"].ShouldBe("blue");
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:0?transport=header")]
    [InlineData("tcp://127.0.0.1:0?transport=ttheader")]
    [InlineData("http://127.0.0.1:0/thrift")]
    public async Task They_go_with_a_oneway_call(string endpoint)
    {
        Handler handler = new();
        await using Loopback loopback = await StartAsync(endpoint, handler);

        await loopback.Client.CallAsync("note", Blue()).InTime();

        (await handler.Noted.InTime()).ShouldBe("blue");
    }

    [Theory]
    [InlineData("unframed")]
    [InlineData("framed")]
    public async Task Transports_without_headers_refuse_them(string transport)
    {
        await using Loopback loopback = await StartAsync($"tcp://127.0.0.1:0?transport={transport}");
        ThriftCallOptions options = new();

        ThriftValueException refused = await Should.ThrowAsync<ThriftValueException>(() => loopback.Client.CallAsync<string>("result", Blue()).InTime());
        (await loopback.Client.CallAsync<string>("result", options).InTime()).ShouldBe("");

        refused.Message.ShouldContain("carries no headers, such as \"tenant\"");
        options.ResponseHeaders.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("header")]
    [InlineData("ttheader")]
    public async Task They_are_text_of_any_language(string transport)
    {
        await using Loopback loopback = await StartAsync($"tcp://127.0.0.1:0?transport={transport}");
        ThriftCallOptions options = new() { Headers = { ["tenant"] = "grün 緑\n" } };

        (await loopback.Client.CallAsync<string>("result", options).InTime()).ShouldBe("grün 緑\n");

        options.ResponseHeaders["served-for"].ShouldBe("grün 緑\n");
    }

    [Theory]
    [InlineData("tenant", "grün")]
    [InlineData("tenant", "a\r\nb: c")]
    [InlineData("no name", "x")]
    [InlineData("Content-Type", "text/html")]
    public async Task What_HTTP_has_no_place_for_is_told_and_the_client_goes_on(string name, string value)
    {
        await using Loopback loopback = await StartAsync("http://127.0.0.1:0/thrift");
        ThriftCallOptions options = new() { Headers = { [name] = value } };

        (await Should.ThrowAsync<ThriftValueException>(() => loopback.Client.CallAsync("result", options).InTime())).Message.ShouldContain($"\"{name}\" can't be a header of an HTTP request");

        (await loopback.Client.CallAsync<string>("result", Blue()).InTime()).ShouldBe("blue");
    }

    [Fact]
    public async Task An_interceptor_of_the_client_and_the_callers_options_see_the_same()
    {
        Tenant tenant = new();
        ThriftClientOptions client = new() { Interceptors = { tenant } };
        await using Loopback loopback = await Loopback.StartAsync(
            Module.Service("S"), new Handler(), client: client, endpoint: "tcp://127.0.0.1:0?transport=ttheader");
        ThriftCallOptions options = Blue();

        (await loopback.Client.CallAsync<string>("result", options).InTime()).ShouldBe("blue, by an interceptor");

        tenant.ServedFor.ShouldBe("blue, by an interceptor");
        options.ResponseHeaders["served-for"].ShouldBe("blue, by an interceptor");
    }

    private static ThriftCallOptions Blue() => new() { Headers = { ["tenant"] = "blue" } };

    private static Task<Loopback> StartAsync(string endpoint, Handler? handler = null) => Loopback.StartAsync(Module.Service("S"), handler ?? new Handler(), endpoint: endpoint);

    private sealed class Tenant : IThriftInterceptor
    {
        public string? ServedFor { get; private set; }

        public async ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next)
        {
            context.RequestHeaders["tenant"] += ", by an interceptor";
            object? result = await next(context);
            ServedFor = context.ResponseHeaders["served-for"];
            return result;
        }
    }

    private sealed class Handler
    {
        private readonly TaskCompletionSource<string> _noted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Noted => _noted.Task;

        public string Result(ThriftCallContext context) => Answer(context);

        public string Declared(ThriftCallContext context) => throw new ThriftDeclaredException(Module.NewStruct("Wrong", new { Why = Answer(context) }));

        public string Refused(ThriftCallContext context) => throw new ThriftApplicationException(ThriftApplicationError.UnsupportedClientType, Answer(context));

        public string Crash(ThriftCallContext context) => throw new InvalidOperationException(Answer(context));

        public string Much(ThriftCallContext context)
        {
            context.ResponseHeaders["much"] = new string('x', 70_000);
            return Answer(context);
        }

        public void Note(ThriftCallContext context) => _noted.TrySetResult(Answer(context));

        private static string Answer(ThriftCallContext context)
        {
            string tenant = context.RequestHeaders.GetValueOrDefault("Tenant", "");
            return context.ResponseHeaders["served-for"] = tenant;
        }
    }
}
