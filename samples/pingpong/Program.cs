using Thriftscope;
using Thriftscope.OpenTelemetry;

using var telemetry = ThriftTelemetry.Start(o => o.UseConsole());

var pingpong = ThriftModule.Load(Path.Combine(AppContext.BaseDirectory, "pingpong.thrift"));
await using var server = await pingpong.Service("PingPong").ServeAsync("tcp://127.0.0.1:0", new Dispatcher(pingpong));
await using var client = await pingpong.Service("PingPong").ConnectAsync(server.Endpoint.ToString());

string pong = await client.CallAsync<string>("ping");
Console.WriteLine(pong);

dynamic d = client;
Console.WriteLine(await d.rally(strokes: 21));

try
{
    await client.CallAsync<int>("rally", 1000);
}
catch (ThriftDeclaredException e)
{
    Console.WriteLine($"{e.Name}: no more than {e.Value["limit"]} strokes");
}

class Dispatcher(ThriftModule module)
{
    public string Ping() => "pong";

    public int Rally(int strokes) => strokes <= 100
        ? strokes + 1
        : throw new ThriftDeclaredException(module.NewStruct("TooFast", new { Limit = 100 }));
}
