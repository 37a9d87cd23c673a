using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport.Client;

namespace Thriftscope.ApacheThrift.Tests.Rigs;

/// <summary>What became of a request that was given to a processor as bytes.</summary>
/// <param name="Result">What the processor returned.</param>
/// <param name="Exception">The type of what it threw.</param>
/// <param name="Reply">What it wrote.</param>
public sealed record Outcome(bool? Result, string? Exception, byte[] Reply)
{
    /// <summary>A form that two outcomes can be compared by.</summary>
    public string Text => $"{Result} {Exception} {Convert.ToHexString(Reply)}";
}

/// <summary>Messages written by hand with Apache's protocols, in memory.</summary>
internal static class Wire
{
    public const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    public const string SpanId = "b7ad6b7169203331";
    public const string TraceParent = $"00-{TraceId}-{SpanId}-01";

    private static readonly TConfiguration Configuration = new();

    public static TheoryData<ProtocolKind> Protocols => [.. Enum.GetValues<ProtocolKind>()];

    public static async Task<byte[]> MessageAsync(
        ProtocolKind kind, string method, Func<TProtocol, Task>? fields = null, TMessageType type = TMessageType.Call, int seqId = 1)
    {
        TMemoryBufferTransport buffer = new(Configuration);
        TProtocol protocol = Cell.FactoryOf(kind).GetProtocol(buffer);
        await protocol.WriteMessageBeginAsync(new TMessage(method, type, seqId));
        await StructAsync(protocol, fields);
        await protocol.WriteMessageEndAsync();
        return buffer.GetBuffer();
    }

    public static async Task StructAsync(TProtocol protocol, Func<TProtocol, Task>? fields)
    {
        await protocol.WriteStructBeginAsync(new TStruct("any"));
        if (fields is not null)
            await fields(protocol);
        await protocol.WriteFieldStopAsync();
        await protocol.WriteStructEndAsync();
    }

    public static async Task FieldAsync(TProtocol protocol, TType type, short id, Func<TProtocol, Task> value)
    {
        await protocol.WriteFieldBeginAsync(new TField("any", type, id));
        await value(protocol);
        await protocol.WriteFieldEndAsync();
    }

    public static Task NumberAsync(TProtocol protocol, short id, int value) => FieldAsync(protocol, TType.I32, id, p => p.WriteI32Async(value));

    public static Task TextAsync(TProtocol protocol, short id, string value) => FieldAsync(protocol, TType.String, id, p => p.WriteStringAsync(value));

    public static Task MapAsync(TProtocol protocol, short id, params (string Key, string Value)[] entries) => FieldAsync(protocol, TType.Map, id, async p =>
    {
        await p.WriteMapBeginAsync(new TMap(TType.String, TType.String, entries.Length));
        foreach ((string key, string value) in entries)
        {
            await p.WriteStringAsync(key);
            await p.WriteStringAsync(value);
        }

        await p.WriteMapEndAsync();
    });

    /// <summary>A call of <c>add(1, 2)</c> with further fields.</summary>
    public static Task<byte[]> AddAsync(ProtocolKind kind, Func<TProtocol, Task>? further = null) => MessageAsync(kind, "add", async p =>
    {
        await NumberAsync(p, 1, 1);
        await NumberAsync(p, 2, 2);
        if (further is not null)
            await further(p);
    });

    public static async Task<Outcome> ProcessAsync(ITAsyncProcessor processor, ProtocolKind kind, byte[] request)
    {
        using TMemoryBufferTransport input = new(request, Configuration);
        using TMemoryBufferTransport output = new(Configuration);
        bool? result = null;
        string? exception = null;
        try
        {
            result = await processor.ProcessAsync(Cell.FactoryOf(kind).GetProtocol(input), Cell.FactoryOf(kind).GetProtocol(output), CancellationToken.None);
        }
        catch (Exception e)
        {
            exception = e.GetType().ToString();
        }

        return new Outcome(result, exception, output.GetBuffer());
    }

    /// <summary>A client that reads what a processor has answered.</summary>
    public static Calculation.Calculator.Client Reader(ProtocolKind kind, byte[] reply)
    {
        (TProtocol input, TProtocol output) = Prepared(kind, reply);
        return new Calculation.Calculator.Client(input, output);
    }

    /// <summary>The two protocols of a client that is given a reply before it asks.</summary>
    public static (TProtocol Input, TProtocol Output) Prepared(ProtocolKind kind, byte[] reply) =>
        (Cell.FactoryOf(kind).GetProtocol(new TMemoryBufferTransport(reply, Configuration)), Cell.FactoryOf(kind).GetProtocol(new TMemoryBufferTransport(Configuration)));
}
