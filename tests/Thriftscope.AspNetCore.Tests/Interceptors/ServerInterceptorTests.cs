using System.Diagnostics;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Interceptors;

/// <summary>What is around the calls of a server, and what it is told of them.</summary>
[Collection(nameof(Alone))]
public class ServerInterceptorTests
{
    private static readonly ThriftModule Module = ThriftModule.Load(
        new StringReader("exception Wrong { 1: string why } service S { string echo(1: string text) throws (1: Wrong wrong), string plain(1: string text) }"), "test");

    private static readonly ThriftService Service = Module.Service("S");

    [Fact]
    public async Task Interceptors_run_in_order_around_the_handler_and_may_change_what_passes()
    {
        List<string> seen = [];
        ThriftServerOptions options = new()
        {
            Interceptors = { new Around(seen, "outer"), new Around(seen, "inner") },
        };
        await using Loopback loopback = await Loopback.StartAsync(Service, new Handler(), options);

        (await loopback.Client.CallAsync<string>("echo", "x").InTime()).ShouldBe("x, inner, outer: outer, inner");

        seen.ShouldBe(["outer before echo", "inner before echo", "inner after", "outer after"]);
    }

    [Fact]
    public async Task An_interceptor_may_answer_itself()
    {
        await using Loopback loopback = await StartAsync((_, _) => ValueTask.FromResult<object?>("from the interceptor"));

        (await loopback.Client.CallAsync<string>("echo", "x").InTime()).ShouldBe("from the interceptor");
    }

    [Fact]
    public async Task An_interceptor_may_refuse_a_call()
    {
        await using Loopback refusing = await StartAsync((_, _) => throw new ThriftApplicationException(ThriftApplicationError.UnsupportedClientType, "not you"));
        await using Loopback declaring = await StartAsync((_, _) => throw new ThriftDeclaredException(Module.NewStruct("Wrong", new { Why = "on principle" })));

        ThriftApplicationException refused = await Should.ThrowAsync<ThriftApplicationException>(() => refusing.Client.CallAsync("echo", "x").InTime());
        (refused.Error, refused.Message).ShouldBe((ThriftApplicationError.UnsupportedClientType, "not you"));
        (await Should.ThrowAsync<ThriftDeclaredException>(() => declaring.Client.CallAsync("echo", "x").InTime())).Value["why"].ShouldBe("on principle");
    }

    [Fact]
    public async Task An_answer_that_does_not_fit_is_an_internal_error()
    {
        await using Loopback loopback = await StartAsync((_, _) => ValueTask.FromResult<object?>(42));

        (await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync("echo", "x").InTime())).Error.ShouldBe(ThriftApplicationError.InternalError);
    }

    [Fact]
    public async Task An_interceptor_runs_inside_the_calls_span()
    {
        using ActivityListener listener = new() { ShouldListenTo = s => s.Name == "Thriftscope", Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        string? span = null;
        await using Loopback loopback = await StartAsync((context, next) =>
        {
            span = $"{Activity.Current?.Kind} {Activity.Current?.DisplayName}";
            return next(context);
        });

        await loopback.Client.CallAsync("echo", "x").InTime();

        span.ShouldBe("Server S/echo");
    }

    [Fact]
    public async Task The_context_tells_of_the_call()
    {
        ThriftCallContext? seen = null;
        await using Loopback loopback = await StartAsync(
            (context, next) =>
            {
                seen = context;
                return next(context);
            },
            new ThriftServerOptions { RequestTimeout = TimeSpan.FromMinutes(5) });
        DateTimeOffset before = DateTimeOffset.UtcNow;

        await loopback.Client.CallAsync("echo", "x").InTime();

        ThriftCallContext context = seen.ShouldNotBeNull();
        (context.ServiceName, context.Method.Name, context.Arguments["text"]).ShouldBe(("S", "echo", "x"));
        (context.Protocol, context.Transport).ShouldBe((ThriftProtocol.Binary, ThriftTransport.Unframed));
        context.Peer.ShouldBeOfType<IPEndPoint>().Address.ShouldBe(IPAddress.Loopback);
        context.User.ShouldBeNull();
        context.CancellationToken.CanBeCanceled.ShouldBeTrue();
        context.Deadline!.Value.ShouldBeInRange(before + TimeSpan.FromMinutes(5), DateTimeOffset.UtcNow + TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Headers_go_both_ways_over_http()
    {
        await using Application application = await Application.StartAsync(
            services => services.AddThriftService(new ThriftServiceBinding(Service, new Handler())).AddThriftInterceptor<Headers>(),
            app => app.MapThrift("/thrift"));

        using HttpResponseMessage response = await application.PostAsync(
            "/thrift", RawMessage.Call("plain", 1, RawMessage.Text(1, "x")), headers: [("X-Tenant", "acme")]);

        response.Headers.GetValues("X-Served-For").ShouldBe(["acme"]);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-thrift");
        response.Headers.Contains("X-Bad").ShouldBeFalse();
        RawReply.TryParse(await response.Content.ReadAsByteArrayAsync(), out _)!.Result.ShouldBe("x");
    }

    [Fact]
    public async Task The_user_of_an_http_request_is_the_calls()
    {
        await using Application application = await Application.StartAsync(
            services => services.AddThriftService(new ThriftServiceBinding(Service, new Handler())),
            app =>
            {
                app.Use((context, next) =>
                {
                    context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "alice")], "test"));
                    return next(context);
                });
                app.MapThrift("/thrift");
            });

        using HttpResponseMessage response = await application.PostAsync("/thrift", RawMessage.Call("echo", 1, RawMessage.Text(1, "I am ")));

        RawReply.TryParse(await response.Content.ReadAsByteArrayAsync(), out _)!.Result.ShouldBe("I am : alice");
    }

    private static Task<Loopback> StartAsync(Func<ThriftCallContext, ThriftCallDelegate, ValueTask<object?>> intercept, ThriftServerOptions? options = null)
    {
        options ??= new ThriftServerOptions();
        options.Interceptors.Add(new Interceptor(intercept));
        return Loopback.StartAsync(Service, new Handler(), options);
    }

    private sealed class Interceptor(Func<ThriftCallContext, ThriftCallDelegate, ValueTask<object?>> intercept) : IThriftInterceptor
    {
        public ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next) => intercept(context, next);
    }

    private sealed class Around(List<string> seen, string name) : IThriftInterceptor
    {
        public async ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next)
        {
            seen.Add($"{name} before {context.Method.Name}");
            context.Items[nameof(Around)] = context.Items.TryGetValue(nameof(Around), out object? before) ? $"{before}, {name}" : name;
            object? result = await next(context);
            seen.Add($"{name} after");
            string[] parts = ((string)result!).Split(": ");
            return $"{parts[0]}, {name}: {parts[1]}";
        }
    }

    private sealed class Headers : IThriftInterceptor
    {
        public ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next)
        {
            context.Transport.ShouldBe(ThriftTransport.Http);
            context.ResponseHeaders["X-Served-For"] = context.RequestHeaders["x-tenant"];
            context.ResponseHeaders["Content-Type"] = "text/html";
            context.ResponseHeaders["X-Bad"] = "line\r\nbreak: yes";
            return next(context);
        }
    }

    private sealed class Handler
    {
        public string Echo(ThriftCallContext context, string text) =>
            $"{text}: {(context.Items.TryGetValue(nameof(Around), out object? names) ? names : context.User?.Identity?.Name)}";

        public string Plain(string text) => text;
    }
}
