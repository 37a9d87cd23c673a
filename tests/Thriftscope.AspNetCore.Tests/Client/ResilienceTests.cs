using System.Collections.Concurrent;
using System.Diagnostics;
using Polly;
using Polly.Hedging;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Telemetry;

namespace Thriftscope.AspNetCore.Tests.Client;

/// <summary>The interceptor and the strategies of samples/resilience.</summary>
[Collection(nameof(Alone))]
public class ResilienceTests
{
    private const string Idl = """
        service S {
          i32 price(1: string item) (idempotent),
          i32 stock(1: string item) (idempotent),
          i32 rating(1: string item) (idempotent),
          void order(1: string item),
        }
        """;

    [Fact]
    public async Task Each_attempt_has_its_span_under_the_logical_one()
    {
        using Spans spans = new();
        await using Loopback loopback = await StartAsync(new FlakyShop(), pipeline => pipeline.AddRetry(Strategies.Retry));

        (await loopback.Client.CallAsync<int>("price", "tea").InTime()).ShouldBe(42);

        Activity logical = spans.Of(loopback, "price").Select(s => s.Parent!).Distinct().ShouldHaveSingleItem();
        logical.DisplayName.ShouldBe("S/price, all attempts");
        spans.Of(loopback, "price").Select(s => s.GetTagItem("error.type")).ShouldBe(["INTERNAL_ERROR", "INTERNAL_ERROR", null]);
    }

    [Fact]
    public async Task A_method_that_is_not_idempotent_is_run_once()
    {
        using Spans spans = new();
        FlakyShop shop = new();
        await using Loopback loopback = await StartAsync(shop, pipeline => pipeline.AddRetry(Strategies.Retry).AddHedging(Strategies.Hedging));

        await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync("order", "tea").InTime());

        shop.Orders.ShouldBe(1);
        spans.Of(loopback, "order").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Failures_are_tried_again_by_the_retry_alone()
    {
        using Spans spans = new();
        // However slow the machine is, no attempt is late.
        HedgingStrategyOptions<object?> hedging = new() { MaxHedgedAttempts = 1, Delay = Timeout.InfiniteTimeSpan, ShouldHandle = Strategies.Hedging.ShouldHandle };
        await using Loopback loopback = await StartAsync(new FlakyShop(), pipeline => pipeline.AddRetry(Strategies.Retry).AddHedging(hedging));

        await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync("rating", "tea").InTime());

        spans.Of(loopback, "rating").Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_was_certainly_not_sent_is_tried_again_whatever_the_method()
    {
        int attempts = 0;
        ThriftClientOptions options = new() { ReconnectDelay = TimeSpan.Zero };
        options.Interceptors.Add(new ResilienceInterceptor(new ResiliencePipelineBuilder<object?>().AddRetry(Strategies.Retry).Build()));
        options.Interceptors.Add(new Counter(() => attempts++));
        string endpoint;
        using (ScriptedServer server = new())
            endpoint = server.Endpoint;
        await using ServiceClient client = Loopback.Load(Idl).CreateClient(ThriftEndpoint.Parse(endpoint), options);

        (await Should.ThrowAsync<ThriftTransportException>(() => client.CallAsync("order", "tea").InTime())).IsUnsent.ShouldBeTrue();

        attempts.ShouldBe(4);
    }

    [Fact]
    public async Task A_late_answer_is_overtaken_by_a_second_attempt_and_cancelled()
    {
        using Spans spans = new();
        await using Loopback loopback = await StartAsync(new FlakyShop(), pipeline => pipeline.AddHedging(Strategies.Hedging));

        (await loopback.Client.CallAsync<int>("stock", "tea").InTime()).ShouldBe(7);

        await InTimeExtensions.Eventually(() => spans.Of(loopback, "stock").Count == 2, "both attempts have ended");
        spans.Of(loopback, "stock").Select(s => s.Parent!).Distinct().Count().ShouldBe(1);
    }

    private static Task<Loopback> StartAsync(FlakyShop shop, Action<ResiliencePipelineBuilder<object?>> configure)
    {
        ResiliencePipelineBuilder<object?> pipeline = new();
        configure(pipeline);
        ThriftClientOptions options = new() { MaxConnections = 2 };
        options.Interceptors.Add(new ResilienceInterceptor(pipeline.Build()));
        return Loopback.StartAsync(Idl, shop, client: options);
    }

    private sealed class Counter(Action count) : IThriftInterceptor
    {
        public ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next)
        {
            count();
            return next(context);
        }
    }

    private sealed class Spans : IDisposable
    {
        private readonly ConcurrentQueue<Activity> _spans = new();
        private readonly ActivityListener _listener;

        public Spans()
        {
            _listener = new()
            {
                ShouldListenTo = s => s.Name is ThriftInstrumentation.ActivitySourceName or "Resilience",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _spans.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        /// <summary>The client's spans of a method, in the order in which they ended.</summary>
        public List<Activity> Of(Loopback loopback, string method) => [.. _spans.Where(s => s.Kind == ActivityKind.Client
            && s.DisplayName == $"S/{method}" && (int?)s.GetTagItem("server.port") == loopback.Server.Endpoint.Port)];

        public void Dispose() => _listener.Dispose();
    }
}
