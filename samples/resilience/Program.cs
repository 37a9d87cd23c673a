using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Thriftscope;
using Thriftscope.AspNetCore;

using SpanTree spans = new();
ThriftService shop = ThriftModule.Load(Path.Combine(AppContext.BaseDirectory, "shop.thrift")).Service("Shop");
FlakyShop handler = new();
await using ThriftServer server = await shop.ServeAsync("tcp://127.0.0.1:0", handler);

ServiceCollection services = new();
services.AddResiliencePipeline<string, object?>("shop", pipeline => pipeline
    .AddRetry(Strategies.Retry)
    .AddCircuitBreaker(Strategies.CircuitBreaker)
    .AddHedging(Strategies.Hedging));
services.AddThriftClient<Prices>("shop", shop, server.Endpoint.ToString(), options =>
    // A second attempt would wait behind the first one on the same connection.
    options.MaxConnections = 2);
services.AddOptions<ThriftClientOptions>("shop").Configure<ResiliencePipelineProvider<string>>((options, pipelines) =>
    options.Interceptors.Add(new ResilienceInterceptor(pipelines.GetPipeline<object?>("shop"))));

await using (ServiceProvider provider = services.BuildServiceProvider())
{
    Prices prices = provider.GetRequiredService<Prices>();
    Console.WriteLine($"price: {await prices.GetAsync("tea")}");

    ServiceClient client = provider.GetRequiredService<IThriftClientFactory>().CreateClient("shop");
    Console.WriteLine($"stock: {await client.CallAsync<int>("stock", "tea")}");
    try
    {
        await client.CallAsync("order", "tea");
    }
    catch (ThriftApplicationException e)
    {
        Console.WriteLine($"order: {e.Message}, run {handler.Orders} time");
    }

    for (int i = 0; i < 8; i++)
    {
        try
        {
            await client.CallAsync<int>("rating", "tea");
        }
        catch (Exception e) when (e is ThriftApplicationException or BrokenCircuitException)
        {
            Console.WriteLine($"rating: {e.GetType().Name}");
        }
    }
}

spans.Print(Console.Out);

public sealed class Prices(ServiceClient shop)
{
    public Task<int> GetAsync(string item) => shop.CallAsync<int>("price", item);
}
