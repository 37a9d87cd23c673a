using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Sessions;

namespace Thriftscope.AspNetCore.Tests.Sessions;

/// <summary>A client and a server that have agreed on a session.</summary>
public class SessionConversationTests
{
    public static TheoryData<string, int?, bool> ThriftPy
    {
        get
        {
            TheoryData<string, int?, bool> all = [];
            foreach (string query in (string[])["", "?protocol=compact", "?transport=framed", "?transport=framed&protocol=compact", "?strict=false", "?compression=zlib"])
            {
                foreach (int? version in (int?[])[null, 1, 2])
                {
                    all.Add(query, version, false);
                    all.Add(query, version, true);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(ThriftPy))]
    public async Task Calls_on_a_tracked_connection_are_answered(string query, int? version, bool isMultiplexed)
    {
        TrackedHandler handler = new();
        await using Loopback loopback = await StartAsync(
            handler, query, new ThriftClientOptions { Context = Writing.Of(ThriftSession.ThriftPy), Tracker = new Asking(version), MultiplexedName = isMultiplexed ? "S" : null });

        (await loopback.Client.CallAsync<string>("where").InTime()).ShouldBe("request 1");
        ThriftCallOptions options = new();
        (await loopback.Client.CallAsync<string>("answer", "k", options).InTime()).ShouldBe("k");
        options.ResponseMeta.ShouldBe(version == 2 ? new Dictionary<string, string> { ["k"] = "yes" } : []);
        options = new();
        (await Should.ThrowAsync<ThriftDeclaredException>(() => loopback.Client.CallAsync("refuse", options).InTime())).Name.ShouldBe("Sorry");
        options.ResponseMeta.Count.ShouldBe(version == 2 ? 1 : 0);
        (await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync("crash", options).InTime())).Error.ShouldBe(ThriftApplicationError.InternalError);
        options.ResponseMeta.ShouldBeEmpty();
        await loopback.Client.CallAsync("tell", "x").InTime();
        (await handler.Told.InTime()).ShouldBe("request 5");
        string[] places = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => loopback.Client.CallAsync<string>("where"))).InTime();
        places.Order().ShouldBe(Enumerable.Range(6, 50).Select(i => $"request {i}").Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_on_a_connection_of_finagles_are_answered(bool isMultiplexed)
    {
        TrackedHandler handler = new();
        await using Loopback loopback = await StartAsync(
            handler, "?transport=framed", new ThriftClientOptions { Context = Writing.Of(ThriftSession.Finagle), MultiplexedName = isMultiplexed ? "S" : null });

        (await loopback.Client.CallAsync<string>("where").InTime()).ShouldBe(" ");
        await Should.ThrowAsync<ThriftDeclaredException>(() => loopback.Client.CallAsync("refuse").InTime());
        await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync("crash").InTime());
        await loopback.Client.CallAsync("tell", "x").InTime();
        (await handler.Told.InTime()).ShouldBe(" ");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => loopback.Client.CallAsync<string>("where"))).InTime();
    }

    [Theory]
    [InlineData("ThriftPy")]
    [InlineData("Finagle")]
    public async Task Where_the_server_refuses_calls_are_made_all_the_same(string session)
    {
        await using Loopback loopback = await StartAsync(
            new TrackedHandler(),
            "?transport=framed",
            new ThriftClientOptions { Context = Writing.Of(Enum.Parse<ThriftSession>(session)) },
            new ThriftServerOptions { Context = new() { Read = [] } });

        (await loopback.Client.CallAsync<string>("where").InTime()).ShouldBe(" ");
    }

    [Fact]
    public async Task Several_calls_of_a_connection_at_a_time_have_each_its_own_header()
    {
        await using Loopback loopback = await StartAsync(
            new TrackedHandler(),
            "",
            new ThriftClientOptions { Context = Writing.Of(ThriftSession.ThriftPy), Tracker = new Asking(2) },
            new ThriftServerOptions { MaxConcurrentCallsPerConnection = 8, RequestTimeout = TimeSpan.FromSeconds(20) });

        string[] places = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            ThriftCallOptions options = new();
            await loopback.Client.CallAsync<string>("answer", $"{i}", options);
            options.ResponseMeta.Keys.ShouldBe([$"{i}"]);
            return await loopback.Client.CallAsync<string>("where");
        })).InTime();

        places.Distinct().Count().ShouldBe(100);
    }

    [Fact]
    public async Task An_interceptor_changes_nothing_of_what_comes_back()
    {
        await using Loopback loopback = await StartAsync(
            new TrackedHandler(), "", new ThriftClientOptions { Context = Writing.Of(ThriftSession.ThriftPy), Interceptors = { new Passing() } });
        ThriftCallOptions options = new();

        await loopback.Client.CallAsync<string>("answer", "k", options).InTime();

        options.ResponseMeta.Keys.ShouldBe(["k"]);
    }

    private static Task<Loopback> StartAsync(TrackedHandler handler, string query, ThriftClientOptions client, ThriftServerOptions? server = null)
    {
        server ??= new ThriftServerOptions();
        server.AllowZlib = true;
        return Loopback.StartAsync(TrackedHandler.Module.Service("S"), handler, server, client, $"tcp://127.0.0.1:0{query}");
    }

    private sealed class Asking(int? version) : ThriftTracker
    {
        public override string CreateRequestId() => "request";

        public override void InitHandshake(ThriftHandshake handshake) => handshake.Version = version;
    }

    private sealed class Passing : IThriftInterceptor
    {
        public ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next) => next(context);
    }
}
