using System.Net;
using System.Net.Sockets;
using Thrift;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thrift.Transport.Server;
using Thriftscope.ApacheThrift;

namespace ApacheCalculator;

/// <summary>The process in the middle: a server for the client and a client of the log. It speaks the binary protocol in frames.</summary>
static class CalculatorServer
{
    public static async Task RunAsync(int port, int logPort, CancellationToken cancellationToken)
    {
        using Log.Client log = new(new TCompactProtocol(new TBufferedTransport(new TSocketTransport(IPAddress.Loopback, logPort, new TConfiguration()))));
        ThriftInstrumentor.Instrument(log);
        await log.OpenTransportAsync(cancellationToken);

        using CalculatorHandler handler = new(log);
        TServerSocketTransport transport = new(new TcpListener(IPAddress.Loopback, port), new TConfiguration());
        TThreadPoolAsyncServer server = new(
            new Calculator.AsyncProcessor(handler), transport, new TFramedTransport.Factory(), new TBinaryProtocol.Factory());
        ThriftInstrumentor.Instrument(server);

        transport.Listen();
        Console.WriteLine($"calculator listens on port {transport.GetPort()}");
        await server.ServeAsync(cancellationToken);
        server.Stop();
    }
}

class CalculatorHandler(Log.Client log) : Calculator.IAsync, IDisposable
{
    // One of Apache's clients makes one call at a time.
    private readonly SemaphoreSlim _logIsFree = new(1);

    public async Task<double> evaluate(Term? term, CancellationToken cancellationToken)
    {
        double value = term!.Operation switch
        {
            Operation.ADD => term.Left + term.Right,
            Operation.SUBTRACT => term.Left - term.Right,
            Operation.MULTIPLY => term.Left * term.Right,
            Operation.DIVIDE when term.Right == 0 => throw new Undefined { Reason = $"{term.Left} / 0" },
            Operation.DIVIDE => term.Left / term.Right,
            _ => throw new Undefined { Reason = $"operation {(int)term.Operation}" },
        };
        await AppendAsync($"{term.Operation} {term.Left} {term.Right} = {value}", cancellationToken);
        return value;
    }

    public async Task<List<string>> history(int count, CancellationToken cancellationToken)
    {
        await _logIsFree.WaitAsync(cancellationToken);
        try
        {
            return await log.latest(count, cancellationToken);
        }
        finally
        {
            _logIsFree.Release();
        }
    }

    public Task remark(string? text, CancellationToken cancellationToken) => AppendAsync(text!, cancellationToken);

    public void Dispose() => _logIsFree.Dispose();

    private async Task AppendAsync(string line, CancellationToken cancellationToken)
    {
        await _logIsFree.WaitAsync(cancellationToken);
        try
        {
            await log.append(line, cancellationToken);
        }
        finally
        {
            _logIsFree.Release();
        }
    }
}
