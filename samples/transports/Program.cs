using Thriftscope;
using Thriftscope.AspNetCore;

var greeter = ThriftModule.Load(Path.Combine(AppContext.BaseDirectory, "greeter.thrift")).Service("Greeter");

var serverOptions = new ThriftServerOptions
{
    SaslMechanisms = { new SaslPlainServer(login => login.Password == "open sesame" ? login.ToPrincipal() : null) },
};
await using var server = await greeter.ServeAsync("tcp://127.0.0.1:0?transport=header&compression=zlib", new Handler(), serverOptions);

var clientOptions = new ThriftClientOptions { Sasl = new SaslPlain("maria", "open sesame") };
await using var client = await greeter.ConnectAsync(server.Endpoint.ToString(), clientOptions);

Console.WriteLine(await client.CallAsync<string>("greet"));

class Handler
{
    public string Greet(ThriftCallContext context) => $"Hello, {context.User?.Identity?.Name}!";
}
