namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>A server and a client of it, on this machine.</summary>
internal sealed class Loopback : IAsyncDisposable
{
    private Loopback(ThriftService service, ThriftServer server, ServiceClient client)
    {
        Service = service;
        Server = server;
        Client = client;
    }

    public ThriftService Service { get; }

    public ThriftServer Server { get; }

    public ServiceClient Client { get; }

    /// <summary>Serves the service <c>S</c> of the IDL at a port that the system picks.</summary>
    public static Task<Loopback> StartAsync(
        string idl, object handler, ThriftServerOptions? server = null, ThriftClientOptions? client = null, string endpoint = "tcp://127.0.0.1:0") =>
        StartAsync(Load(idl), handler, server, client, endpoint);

    public static async Task<Loopback> StartAsync(
        ThriftService service, object handler, ThriftServerOptions? server = null, ThriftClientOptions? client = null, string endpoint = "tcp://127.0.0.1:0")
    {
        ThriftServer started = await service.ServeAsync(endpoint, handler, server);
        try
        {
            return new Loopback(service, started, await service.ConnectAsync(started.Endpoint.ToString(), client).InTime());
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public static ThriftService Load(string idl) => ThriftModule.Load(new StringReader(idl), "test").Service("S");

    /// <summary>Another client of the same server.</summary>
    public Task<ServiceClient> ConnectAsync(ThriftClientOptions? options = null) => Service.ConnectAsync(Server.Endpoint.ToString(), options).InTime();

    public Task<RawConnection> ConnectRawAsync() => RawConnection.OpenAsync(Server.Endpoint.Port!.Value);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
