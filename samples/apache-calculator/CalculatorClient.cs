using System.Net;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift;

namespace ApacheCalculator;

/// <summary>The first process: makes four calls, and with each of them a trace.</summary>
static class CalculatorClient
{
    public static async Task RunAsync(int port, CancellationToken cancellationToken)
    {
        TSocketTransport socket = new(IPAddress.Loopback, port, new TConfiguration());
        using Calculator.Client client = new(new TBinaryProtocol(new TFramedTransport(socket)));
        ThriftInstrumentor.Instrument(client);
        await client.OpenTransportAsync(cancellationToken);

        double product = await client.evaluate(new Term(6, Operation.MULTIPLY, 7), cancellationToken);
        Console.WriteLine($"6 * 7 = {product}");

        try
        {
            await client.evaluate(new Term(1, Operation.DIVIDE, 0), cancellationToken);
        }
        catch (Undefined e)
        {
            Console.WriteLine($"Undefined: {e.Reason}");
        }

        await client.remark("so far, so good", cancellationToken);

        foreach (string line in await client.history(10, cancellationToken))
            Console.WriteLine($"Log: {line}");
    }
}
