using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thrift.Transport.Server;
using Thriftscope.ApacheThrift;

namespace Thriftscope.Interop.Tests.Matrix.DotNet;

/// <summary>Apache Thrift for .NET as a peer, within the tests' process.</summary>
internal sealed class DotNetPeer(MatrixCertificate certificate) : IMatrixPeer
{
    private static readonly TConfiguration Configuration = new();

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _servers = [];

    public string Description => $"Apache Thrift {typeof(TBase).Assembly.GetName().Version!.ToString(3)} for .NET";

    [ModuleInitializer]
    public static void Register() => PeerPrograms.DotNet = certificate => new DotNetPeer(certificate);

    public Task<string> ServeAsync(Cell cell)
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        // Without a validator of its own, Apache's transport turns every client away that shows no certificate.
        TServerTransport sockets = cell.Wire.IsSecure
            ? new TTlsServerSocketTransport(listener, Configuration, certificate.Certificate, (_, shown, _, _) => shown is null)
            : new TServerSocketTransport(listener, Configuration);
        TServer server = new TThreadPoolAsyncServer(Processor(cell), sockets, Layers(cell), Protocols(cell));
        _servers.Add(Task.Run(() => server.ServeAsync(_stop.Token)));
        return Task.FromResult($"{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    public async Task<IReadOnlyDictionary<string, string>> CallAsync(Cell cell, string address, IReadOnlyList<string> cases)
    {
        TTransport transport = cell.Wire.IsHttp ? Http(cell, address) : Layers(cell).GetTransport(Socket(cell, int.Parse(address, null)));
        TProtocol protocol = Protocols(cell).GetProtocol(transport);
        await transport.OpenAsync(TestContext.Current.CancellationToken);
        await using DotNetClient newer = new(new Newer.Client(Named(protocol, cell, "first")));
        await using DotNetClient second = new(new Base.Client(Named(protocol, cell, "second")));
        return await new MatrixCalls(newer, second, cell.IsLong).RunAllAsync(cases);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_servers).WaitAsync(TimeSpan.FromSeconds(10));
        _stop.Dispose();
    }

    private static ITAsyncProcessor Processor(Cell cell)
    {
        Matrix.IAsync handler = DotNetHandler.Create();
        Matrix.AsyncProcessor plain = new(handler);
        if (!cell.Wire.IsMultiplexed)
            return plain;
        TMultiplexedProcessor multiplexed = new();
        multiplexed.RegisterProcessor("first", plain);
        multiplexed.RegisterProcessor("second", new Base.AsyncProcessor(handler));
        return multiplexed;
    }

    private static TProtocol Named(TProtocol protocol, Cell cell, string name) => cell.Wire.IsMultiplexed ? new TMultiplexedProtocol(protocol, name) : protocol;

    // THeader is ours: its package has none.
    private static TTransportFactory Layers(Cell cell) => cell.Wire.IsHeader ? new THeaderTransportFactory()
        : cell.Wire.IsFramed ? new TFramedTransport.Factory() : new TBufferedTransport.Factory();

    private static TProtocolFactory Protocols(Cell cell) => cell.Protocol switch
    {
        _ when cell.Wire.IsHeader => new THeaderProtocolFactory(new THeaderOptions
        {
            Protocol = cell.Protocol == "compact" ? THeaderSubprotocol.Compact : THeaderSubprotocol.Binary,
            UseZlib = cell.Wire.IsCompressed,
        }),
        "binary" => new TBinaryProtocol.Factory(),
        "binary-nonstrict" => new TBinaryProtocol.Factory(strictRead: false, strictWrite: false),
        "compact" => new TCompactProtocol.Factory(),
        _ => new TJsonProtocol.Factory(),
    };

    private TTransport Socket(Cell cell, int port) => cell.Wire.IsSecure
        ? new TTlsSocketTransport(IPAddress.Loopback, port, Configuration, timeout: 0, certificate: null, certValidator: IsOurs)
        : new TSocketTransport(IPAddress.Loopback, port, Configuration);

    private THttpTransport Http(Cell cell, string address)
    {
        HttpClientHandler handler = new() { ServerCertificateCustomValidationCallback = (_, shown, _, _) => IsOurs(this, shown, null, default) };
        return new THttpTransport(new HttpClient(handler) { BaseAddress = new Uri($"{cell.Wire.Carrier}://127.0.0.1:{address}/matrix") }, Configuration);
    }

    private bool IsOurs(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) => certificate.Certificate.Equals(shown);
}
