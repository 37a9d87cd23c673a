using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Hosting;

public class ServerSocketTests
{
    [Fact]
    public async Task A_servers_socket_sends_at_once()
    {
        bool? noDelay = null;
        await using Application application = await Application.StartAsync(
            services => services.AddThriftService(new ThriftServiceBinding(Loopback.Load(GateHandler.Idl), new GateHandler())),
            listen: listen =>
            {
                listen.Use(next => connection =>
                {
                    noDelay = connection.Features.Get<IConnectionSocketFeature>()?.Socket.NoDelay;
                    return next(connection);
                });
                listen.UseThrift();
            });
        await using ServiceClient client = await Loopback.Load(GateHandler.Idl).ConnectAsync($"tcp://127.0.0.1:{application.Port}").InTime();

        await client.CallAsync("echo", "x").InTime();

        noDelay.ShouldBe(true);
    }
}
