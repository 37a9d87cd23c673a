using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Protocol.Utilities;

namespace Programs.Plain;

/// <summary>A service in the form that Apache's compiler generates, with no more than this program needs.</summary>
internal static class Adder
{
    private static async Task WriteAsync(TProtocol protocol, TMessage message, (short Id, int Value)[] fields)
    {
        await protocol.WriteMessageBeginAsync(message);
        await protocol.WriteStructBeginAsync(new TStruct("add"));
        foreach ((short id, int value) in fields)
        {
            await protocol.WriteFieldBeginAsync(new TField("", TType.I32, id));
            await protocol.WriteI32Async(value);
            await protocol.WriteFieldEndAsync();
        }

        await protocol.WriteFieldStopAsync();
        await protocol.WriteStructEndAsync();
        await protocol.WriteMessageEndAsync();
        await protocol.Transport.FlushAsync(CancellationToken.None);
    }

    private static async Task<int> ReadSumAsync(TProtocol protocol)
    {
        int sum = 0;
        _ = await protocol.ReadStructBeginAsync();
        while (await protocol.ReadFieldBeginAsync() is { Type: not TType.Stop } field)
        {
            if (field.Type == TType.I32)
                sum += await protocol.ReadI32Async();
            else
                await TProtocolUtil.SkipAsync(protocol, field.Type, CancellationToken.None);
            await protocol.ReadFieldEndAsync();
        }

        await protocol.ReadStructEndAsync();
        await protocol.ReadMessageEndAsync();
        return sum;
    }

    internal sealed class Client(TProtocol protocol) : TBaseClient(protocol, protocol)
    {
        public async Task<int> AddAsync(int a, int b)
        {
            await WriteAsync(OutputProtocol, new TMessage("add", TMessageType.Call, SeqId), [(1, a), (2, b)]);
            _ = await InputProtocol.ReadMessageBeginAsync();
            return await ReadSumAsync(InputProtocol);
        }
    }

    internal sealed class AsyncProcessor : ITAsyncProcessor
    {
        public async Task<bool> ProcessAsync(TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken)
        {
            TMessage message = await iprot.ReadMessageBeginAsync(cancellationToken);
            int sum = await ReadSumAsync(iprot);
            await WriteAsync(oprot, new TMessage(message.Name, TMessageType.Reply, message.SeqID), [(0, sum)]);
            return true;
        }
    }
}
