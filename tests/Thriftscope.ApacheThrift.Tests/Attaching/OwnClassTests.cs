using Thrift;
using Thrift.Protocol;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Attaching;

/// <summary>Protocols and transports of the program's own work as they do without being observed.</summary>
public class OwnClassTests
{
    [Fact]
    public void A_protocol_keeps_its_limit_of_nested_structs()
    {
        using Recording recording = new();
        TProtocol protocol = recording.Instrumentor.Instrument(new DeepProtocol(new TMemoryBufferTransport(new TConfiguration())));

        for (int i = 0; i < DeepProtocol.Limit; i++)
            protocol.IncrementRecursionDepth();

        _ = Should.Throw<TProtocolException>(protocol.IncrementRecursionDepth);
    }

    [Fact]
    public void A_clients_transport_is_disposed_of_once()
    {
        using Recording recording = new();
        PooledTransport transport = new();
        Calculator.Client client = new(new TBinaryProtocol(transport));
        recording.Instrumentor.Instrument(client);

        client.Dispose();

        transport.Returned.ShouldBe(1);
    }

    private sealed class DeepProtocol : TBinaryProtocol
    {
        public const int Limit = 200;

        public DeepProtocol(TTransport transport)
            : base(transport) => RecursionLimit = Limit;
    }

    private sealed class PooledTransport() : TMemoryBufferTransport(new TConfiguration())
    {
        public int Returned { get; private set; }

        protected override void Dispose(bool disposing)
        {
            Returned++;
            base.Dispose(disposing);
        }
    }
}
