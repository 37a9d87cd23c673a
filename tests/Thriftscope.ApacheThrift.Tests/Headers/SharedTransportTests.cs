using Thrift;
using Thrift.Transport;

namespace Thriftscope.ApacheThrift.Tests.Headers;

public sealed class SharedTransportTests : IDisposable
{
    private readonly Duplex _endpoint = new([], new TConfiguration());
    private readonly THeaderTransportFactory _factory = new();

    public void Dispose() => _endpoint.Dispose();

    [Fact]
    public void Both_directions_of_a_connection_have_one_transport()
    {
        THeaderTransport input = _factory.GetTransport(_endpoint);

        _factory.GetTransport(_endpoint).ShouldBeSameAs(input);
        new THeaderTransportFactory().GetTransport(_endpoint).ShouldBeSameAs(input);
        _factory.GetTransport(new Duplex([], new TConfiguration())).ShouldNotBeSameAs(input);
    }

    [Fact]
    public void A_transport_of_headers_is_used_as_it_is()
    {
        THeaderTransport transport = new(_endpoint);
        TBufferedTransport above = new(transport);

        _factory.GetTransport(transport).ShouldBeSameAs(transport);
        new THeaderProtocolFactory().GetProtocol(transport).HeaderTransport.ShouldBeSameAs(transport);
        THeaderProtocol protocol = new(above);
        protocol.HeaderTransport.ShouldBeSameAs(transport);
        protocol.Transport.ShouldBeSameAs(above);
    }

    [Fact]
    public void Protocols_on_different_layers_of_one_connection_share_its_transport()
    {
        THeaderProtocolFactory protocols = new();
        THeaderProtocol input = protocols.GetProtocol(new TBufferedTransport(_endpoint));
        THeaderProtocol output = protocols.GetProtocol(new TBufferedTransport(_endpoint));

        output.HeaderTransport.ShouldBeSameAs(input.HeaderTransport);
        output.Transport.ShouldBeSameAs(input.Transport);
    }

    [Fact]
    public void After_the_connections_transport_is_disposed_of_another_one_takes_its_place()
    {
        THeaderTransport first = _factory.GetTransport(_endpoint);
        first.Dispose();

        _factory.GetTransport(_endpoint).ShouldNotBeSameAs(first);
    }

    [Fact]
    public void A_connection_that_is_forgotten_can_be_collected()
    {
        WeakReference transport = Use();

        for (int i = 0; transport.IsAlive && i < 10; i++)
            GC.Collect();
        transport.IsAlive.ShouldBeFalse();

        WeakReference Use() => new(_factory.GetTransport(new Duplex([], new TConfiguration())));
    }
}
