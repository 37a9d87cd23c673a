// Makes a call that is served and one that is not, and ends. What it has recorded is sent at its end.
using Thriftscope;
using Thriftscope.AspNetCore;
using Thriftscope.OpenTelemetry;

using ThriftTelemetry telemetry = ThriftTelemetry.Start();

ThriftService service = ThriftModule.Load(new StringReader("service Greeter { string greet(1: string name), void fail() }"), "greeter").Service("Greeter");
await using ThriftServer server = await service.ServeAsync("tcp://127.0.0.1:0", new Handler());
await using ServiceClient client = service.CreateClient(server.Endpoint);
Console.WriteLine(await client.CallAsync<string>("greet", "world"));
try
{
    await client.CallAsync("fail");
}
catch (ThriftApplicationException)
{
    Console.WriteLine("failed");
}

internal sealed class Handler
{
    public string Greet(string name) => $"Hello, {name}";

    public void Fail() => throw new InvalidOperationException("broken");
}
