using System.Net;
using System.Net.Sockets;
using Thrift;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Rigs;

/// <summary>A server that answers each request with the bytes that a test wants, and may then close or reset the connection.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public ScriptedServer(byte[] reply, bool close = false, bool reset = false)
    {
        _listener.Start();
        _serving = ServeAsync(reply, close, reset);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task<Calculator.Client> ConnectAsync(Recording? recording = null, ProtocolKind protocol = ProtocolKind.Binary)
    {
        TTransport transport = new TBufferedTransport(new TSocketTransport(IPAddress.Loopback, Port, new TConfiguration()));
        Calculator.Client client = new(Cell.FactoryOf(protocol).GetProtocol(transport));
        recording?.Instrumentor.Instrument(client);
        await client.OpenTransportAsync().InTime();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.InTime();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(byte[] reply, bool close, bool reset)
    {
        byte[] request = new byte[4096];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                // Each request is smaller than the client's buffer, so it comes in one piece.
                while (await client.GetStream().ReadAsync(request, _stop.Token) > 0)
                {
                    await client.GetStream().WriteAsync(reply, _stop.Token);
                    if (reset)
                        client.Client.LingerState = new LingerOption(true, 0);
                    if (close || reset)
                        break;
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The test is over, or its client is gone.
            }
        }
    }
}
