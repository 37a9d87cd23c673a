using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift;

namespace ApacheGuide;

/// <summary>Clients and servers with THeader.</summary>
static class Headers
{
    public static TServer Server(ITAsyncProcessor processor, TServerTransport socket)
    {
        TThreadPoolAsyncServer server = new(processor, socket, new THeaderTransportFactory(), new THeaderProtocolFactory());
        return server;
    }

    public static TServer ServerWithHandlers(TServerTransport socket)
    {
        THeaderTransportFactory headers = new();
        TThreadPoolAsyncServer server = new(new ForecasterOfConnection(headers), socket, headers, new THeaderProtocolFactory());
        return server;
    }

    public static TTransportFactory ForHeadersOnly()
    {
        THeaderTransportFactory headers = new(new THeaderOptions { AllowedClientTypes = THeaderClientTypes.Header });
        return headers;
    }

    public static async Task CallAsync()
    {
        TSocketTransport socket = new("localhost", 9090, new TConfiguration());
        THeaderTransport transport = new(socket, new THeaderOptions { Protocol = THeaderSubprotocol.Compact, UseZlib = true });
        using Weather.Client client = new(new THeaderProtocol(transport));
        await client.OpenTransportAsync();

        transport.SetPersistentHeader("tenant", "blue");
        transport.SetHeader("units", "celsius");
        double temperature = await client.temperature("oslo");
        string source = transport.Headers.GetValueOrDefault("source", "unknown");

        Console.WriteLine($"{temperature} °C, says {source}");
    }
}

class ForecasterOfConnection(THeaderTransportFactory headers) : ITProcessorFactory
{
    public ITAsyncProcessor GetAsyncProcessor(TTransport trans, TServer? baseServer) =>
        new Weather.AsyncProcessor(new Forecaster(headers.GetTransport(trans)));
}

class Forecaster(THeaderTransport connection) : Weather.IAsync
{
    public Task<double> temperature(string? place, CancellationToken cancellationToken)
    {
        bool isFahrenheit = connection.Headers.GetValueOrDefault("units") == "fahrenheit";
        connection.SetHeader("source", "almanac");
        return Task.FromResult(isFahrenheit ? 50.0 : 10.0);
    }
}
