using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thriftscope.ApacheThrift.Calls;

namespace Thriftscope.ApacheThrift.Protocols;

/// <content>What is passed on as it is, and how its failures are seen. Without an exchange nothing is added to the protocol's own cost.</content>
internal sealed partial class ObservedProtocol
{
    public override Task WriteMapBeginAsync(TMap map, CancellationToken cancellationToken) =>
        Write(static (p, v, t) => p.WriteMapBeginAsync(v, t), map, cancellationToken);

    public override Task WriteMapEndAsync(CancellationToken cancellationToken) => Write(static (p, t) => p.WriteMapEndAsync(t), cancellationToken);

    public override Task WriteListBeginAsync(TList list, CancellationToken cancellationToken) =>
        Write(static (p, v, t) => p.WriteListBeginAsync(v, t), list, cancellationToken);

    public override Task WriteListEndAsync(CancellationToken cancellationToken) => Write(static (p, t) => p.WriteListEndAsync(t), cancellationToken);

    public override Task WriteSetBeginAsync(TSet set, CancellationToken cancellationToken) =>
        Write(static (p, v, t) => p.WriteSetBeginAsync(v, t), set, cancellationToken);

    public override Task WriteSetEndAsync(CancellationToken cancellationToken) => Write(static (p, t) => p.WriteSetEndAsync(t), cancellationToken);

    public override Task WriteFieldEndAsync(CancellationToken cancellationToken) => Write(static (p, t) => p.WriteFieldEndAsync(t), cancellationToken);

    public override Task WriteBoolAsync(bool b, CancellationToken cancellationToken) =>
        Write(static (p, v, t) => p.WriteBoolAsync(v, t), b, cancellationToken);

    public override Task WriteByteAsync(sbyte b, CancellationToken cancellationToken) =>
        Write(static (p, v, t) => p.WriteByteAsync(v, t), b, cancellationToken);

    public override Task WriteI16Async(short i16, CancellationToken cancellationToken) =>
        Write(static (p, v, t) => p.WriteI16Async(v, t), i16, cancellationToken);

    public override Task WriteI64Async(long i64, CancellationToken cancellationToken) =>
        Write(static (p, v, t) => p.WriteI64Async(v, t), i64, cancellationToken);

    public override Task WriteDoubleAsync(double d, CancellationToken cancellationToken) =>
        Write(static (p, v, t) => p.WriteDoubleAsync(v, t), d, cancellationToken);

    public override Task WriteStringAsync(string s, CancellationToken cancellationToken) =>
        Write(static (p, v, t) => p.WriteStringAsync(v, t), s, cancellationToken);

    public override Task WriteBinaryAsync(byte[] bytes, CancellationToken cancellationToken) =>
        Write(static (p, v, t) => p.WriteBinaryAsync(v, t), bytes, cancellationToken);

    public override Task WriteUuidAsync(Guid uuid, CancellationToken cancellationToken) =>
        Write(static (p, v, t) => p.WriteUuidAsync(v, t), uuid, cancellationToken);

    public override Task ReadFieldEndAsync(CancellationToken cancellationToken) => Read(static (p, t) => p.ReadFieldEndAsync(t), cancellationToken);

    public override Task ReadMapEndAsync(CancellationToken cancellationToken) => Read(static (p, t) => p.ReadMapEndAsync(t), cancellationToken);

    public override ValueTask<TList> ReadListBeginAsync(CancellationToken cancellationToken) =>
        Read(static (p, t) => p.ReadListBeginAsync(t), cancellationToken);

    public override Task ReadListEndAsync(CancellationToken cancellationToken) => Read(static (p, t) => p.ReadListEndAsync(t), cancellationToken);

    public override ValueTask<TSet> ReadSetBeginAsync(CancellationToken cancellationToken) =>
        Read(static (p, t) => p.ReadSetBeginAsync(t), cancellationToken);

    public override Task ReadSetEndAsync(CancellationToken cancellationToken) => Read(static (p, t) => p.ReadSetEndAsync(t), cancellationToken);

    public override ValueTask<bool> ReadBoolAsync(CancellationToken cancellationToken) =>
        Read(static (p, t) => p.ReadBoolAsync(t), cancellationToken);

    public override ValueTask<sbyte> ReadByteAsync(CancellationToken cancellationToken) =>
        Read(static (p, t) => p.ReadByteAsync(t), cancellationToken);

    public override ValueTask<short> ReadI16Async(CancellationToken cancellationToken) =>
        Read(static (p, t) => p.ReadI16Async(t), cancellationToken);

    public override ValueTask<long> ReadI64Async(CancellationToken cancellationToken) =>
        Read(static (p, t) => p.ReadI64Async(t), cancellationToken);

    public override ValueTask<double> ReadDoubleAsync(CancellationToken cancellationToken) =>
        Read(static (p, t) => p.ReadDoubleAsync(t), cancellationToken);

    public override ValueTask<Guid> ReadUuidAsync(CancellationToken cancellationToken) =>
        Read(static (p, t) => p.ReadUuidAsync(t), cancellationToken);

    private Task Write(Func<TProtocol, CancellationToken, Task> operation, CancellationToken cancellationToken) =>
        Run(_writing, operation, cancellationToken);

    private Task Read(Func<TProtocol, CancellationToken, Task> operation, CancellationToken cancellationToken) =>
        Run(_reading, operation, cancellationToken);

    private Task Run(Exchange? exchange, Func<TProtocol, CancellationToken, Task> operation, CancellationToken cancellationToken)
    {
        if (exchange is null)
            return operation(_inner, cancellationToken);
        try
        {
            return Observe(operation(_inner, cancellationToken), exchange);
        }
        catch (Exception e)
        {
            exchange.Fail(e);
            throw;
        }
    }

    private Task Write<T>(Func<TProtocol, T, CancellationToken, Task> operation, T value, CancellationToken cancellationToken)
    {
        if (_writing is not { } exchange)
            return operation(_inner, value, cancellationToken);
        try
        {
            return Observe(operation(_inner, value, cancellationToken), exchange);
        }
        catch (Exception e)
        {
            exchange.Fail(e);
            throw;
        }
    }

    private ValueTask<T> Read<T>(Func<TProtocol, CancellationToken, ValueTask<T>> operation, CancellationToken cancellationToken)
    {
        if (_reading is not { } exchange)
            return operation(_inner, cancellationToken);
        try
        {
            ValueTask<T> read = operation(_inner, cancellationToken);
            return read.IsCompletedSuccessfully ? read : Observe(read, exchange);
        }
        catch (Exception e)
        {
            exchange.Fail(e);
            throw;
        }
    }

    private static Task Observe(Task operation, Exchange exchange)
    {
        return operation.IsCompletedSuccessfully ? operation : AwaitAsync(operation, exchange);

        static async Task AwaitAsync(Task operation, Exchange exchange)
        {
            try
            {
                await operation.ConfigureAwait(false);
            }
            catch (Exception e)
            {
                exchange.Fail(e);
                throw;
            }
        }
    }

    private static async ValueTask<T> Observe<T>(ValueTask<T> operation, Exchange exchange)
    {
        try
        {
            return await operation.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            exchange.Fail(e);
            throw;
        }
    }
}
