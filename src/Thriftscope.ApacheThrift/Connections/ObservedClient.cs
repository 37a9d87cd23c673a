using Thrift;
using Thrift.Protocol;
using Thriftscope.ApacheThrift.Generated;
using Thriftscope.ApacheThrift.Protocols;

namespace Thriftscope.ApacheThrift.Connections;

/// <summary>What has been changed in a client, and how to undo it.</summary>
internal sealed class ObservedClient
{
    private readonly TProtocol _input;
    private readonly TProtocol _output;
    private readonly Connection? _connection;

    private ObservedClient(TProtocol input, TProtocol output, Connection? connection)
    {
        _input = input;
        _output = output;
        _connection = connection;
    }

    public static ObservedClient Attach(ThriftInstrumentor instrumentor, TBaseClient client)
    {
        ref TProtocol input = ref ApacheFields.InputProtocol(client);
        ref TProtocol output = ref ApacheFields.OutputProtocol(client);
        GeneratedService service = GeneratedService.Of(client.GetType());
        if (ProtocolStack.Find<ObservedProtocol>(output) is { } observed)
        {
            // Made on a protocol that is observed: the client tells which service it is.
            observed.ClientNames?.Service ??= service;
            return new ObservedClient(input, output, connection: null);
        }

        Connection connection = Connection.Observe(instrumentor, input, output, isServer: false);
        ClientNames names = new(output, service, serviceName: null);
        ObservedClient undo = new(input, output, connection);
        // Two, even where both directions share one protocol: whoever looks for the socket finds it where replies are read.
        input = new ObservedProtocol(input, connection, names, isFlushed: false);
        output = new ObservedProtocol(output, connection, names, isFlushed: true);
        connection.CountIfOpen();
        return undo;
    }

    public void Detach(TBaseClient client)
    {
        if (_connection is null)
            return;
        ApacheFields.InputProtocol(client) = _input;
        ApacheFields.OutputProtocol(client) = _output;
        _connection.Release();
    }
}
