using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Programs.Market;
using Thriftscope;
using Thriftscope.AspNetCore;

ConcurrentQueue<string> spans = [];
using ActivityListener listener = new()
{
    ShouldListenTo = source => source.Name == "Thriftscope",
    Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    ActivityStopped = span => spans.Enqueue($"{span.Kind} {span.DisplayName} {span.GetTagItem("error.type")}".TrimEnd()),
};
ActivitySource.AddActivityListener(listener);

Fruit apple = new()
{
    Name = "apple",
    Color = Color.Red,
    Weights = { 1.5, double.PositiveInfinity },
    Codes = { 1, long.MinValue },
    Stock = { ["here"] = [1, 2], ["there"] = [] },
    Labels = { [7] = new Guid("00112233-4455-6677-8899-aabbccddeeff") },
    Picture = [0, 255],
    Parent = new Fruit { Name = "tree" },
};

foreach (ThriftProtocol protocol in Enum.GetValues<ThriftProtocol>())
{
    byte[] bytes = ThriftSerializer.Serialize(Wish.OfFruit(apple), protocol);
    Console.WriteLine($"{protocol}: {ThriftSerializer.Deserialize<Wish>(bytes, protocol).Equals(Wish.OfFruit(apple))}");
}

Console.WriteLine(ThriftSerializer.ToJson(apple));
Console.WriteLine(ThriftSerializer.FromJson<Fruit>(ThriftSerializer.ToJson(apple)).Equals(apple));
try
{
    _ = ThriftSerializer.Deserialize<Uri>(Fruit.Schema, ThriftSerializer.Serialize(apple), ThriftProtocol.Binary);
}
catch (ThriftValueException e)
{
    Console.WriteLine(e.Message);
}

// By itself, in each protocol.
await using (ThriftServer server = await ThriftServer.StartAsync(
    "tcp://127.0.0.1:0",
    [ThriftServiceBinding.Create<IMarket>(context => new MarketHandler(context))],
    new ThriftServerOptions { Interceptors = { new WhoAsks(isServer: true) } }))
{
    foreach (string dialect in (string[])["protocol=binary", "protocol=compact&transport=framed", "protocol=json", "protocol=thriftpy-json"])
    {
        Console.WriteLine(dialect);
        await using MarketClient client = new($"{server.Endpoint}?{dialect}");
        Console.WriteLine((await client.FindAsync(Wish.OfFruit(apple))).Equals(apple with { Ripe = true }));
        Console.WriteLine(string.Join(", ", (await client.SortAsync([apple, new Fruit { Name = "pear" }])).Select(s => $"{s.Key} {s.Value.Count}")));
        Console.WriteLine(await client.CountAsync());
        await client.SeenAsync("apple");
        try
        {
            _ = await client.FindAsync(Wish.OfNumber(3));
        }
        catch (NoSuchFruit e)
        {
            Console.WriteLine(((Exception)e).Message);
        }
    }

    ThriftClientOptions options = new() { Interceptors = { new WhoAsks(isServer: false) } };
    await using MarketClient named = new($"{server.Endpoint}?transport=header", options);
    Console.WriteLine(await named.FindAsync(Wish.OfName("plum")));
    Console.WriteLine((await named.SortAsync([apple], new HashSet<string> { "apple" })).Count);
}

// In an application.
string socket = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sock");
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.Services.AddThriftService<IMarket, MarketHandler>();
builder.Services.AddThriftClient<IMarket>($"unix://{socket}?transport=header", o => o.Interceptors.Add(new WhoAsks(isServer: false)));
builder.WebHost.ConfigureKestrel(k => k.ListenUnixSocket(socket, l => l.UseThrift()));
await using WebApplication application = builder.Build();
await application.StartAsync();
Console.WriteLine(await application.Services.GetRequiredService<IMarket>().FindAsync(Wish.OfName("fig")));
await application.StopAsync();

foreach (IGrouping<string, string> span in spans.GroupBy(s => s).OrderBy(g => g.Key, StringComparer.Ordinal))
    Console.WriteLine($"{span.Key}: {span.Count()}");
