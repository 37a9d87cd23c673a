using System.Net;
using System.Net.Sockets;

namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>A server that answers what the test says, and when.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<RawConnection> _accepted = [];

    public ScriptedServer() => _listener.Start();

    public string Endpoint => $"tcp://{_listener.LocalEndpoint}";

    /// <summary>Whether a client has connected that has not been accepted.</summary>
    public bool HasMore => _listener.Pending();

    public async Task<RawConnection> AcceptAsync()
    {
        RawConnection connection = new(await _listener.AcceptSocketAsync().InTime());
        _accepted.Add(connection);
        return connection;
    }

    /// <summary>A client that calls <see cref="GateHandler.Idl"/> here, and waits for its connections on the slowest machine too.</summary>
    public ServiceClient CreateClient(ThriftClientOptions? options = null)
    {
        options ??= new();
        options.ConnectHeadStart = TimeSpan.FromMinutes(1);
        return Loopback.Load(GateHandler.Idl).CreateClient(ThriftEndpoint.Parse(Endpoint), options);
    }

    public void StopListening() => _listener.Stop();

    public void Dispose()
    {
        foreach (RawConnection connection in _accepted)
            connection.Dispose();
        _listener.Dispose();
    }
}

internal static class ScriptedConnectionExtensions
{
    /// <summary>Answers the next request with its own text.</summary>
    public static async Task EchoAsync(this RawConnection connection)
    {
        RawReply request = await connection.ReceiveAsync();
        await connection.EchoAsync(request);
    }

    /// <summary>Looks whether anything comes: it would be there by the time an answer to something else was.</summary>
    public static async Task ShouldBeSilentAsync(this RawConnection connection)
    {
        await Task.Delay(50);
        connection.HasMore.ShouldBeFalse();
    }

    /// <summary>Answers a request with its own text.</summary>
    public static Task EchoAsync(this RawConnection connection, RawReply request) =>
        connection.SendAsync(RawMessage.Reply(request.Header.Name, request.Header.SequenceId, (string)request.Fields[1]));
}
