using System.Collections;
using Thrift;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport.Client;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Differential;

/// <summary>
/// The ApacheThrift package's protocols, driven by a schema instead of generated code. Collections are written in the
/// order in which they enumerate, as Thriftscope does, so that the bytes must be the same.
/// </summary>
internal static class ApacheProtocol
{
    private static readonly TConfiguration Configuration = new();

    public static byte[] Write(ThriftStruct value, ThriftProtocol kind = ThriftProtocol.Binary) => Run(protocol => WriteStruct(protocol, value), kind);

    public static byte[] WriteMessage(MessageHeader header, ThriftStruct body, bool strict) => WriteMessage(header, body, ThriftProtocol.Binary, strict);

    public static byte[] WriteMessage(MessageHeader header, ThriftStruct body, ThriftProtocol kind = ThriftProtocol.Binary, bool strict = true) => Run(
        async protocol =>
        {
            TMessage message = new(header.Name, (TMessageType)header.Type, header.SequenceId);
            await protocol.WriteMessageBeginAsync(message, default);
            await WriteStruct(protocol, body);
            await protocol.WriteMessageEndAsync(default);
        },
        kind,
        strict);

    public static ThriftStruct Read(StructSchema schema, byte[] bytes, ThriftProtocol kind = ThriftProtocol.Binary) =>
        Wait(ReadStruct(Protocol(new TMemoryBufferTransport(bytes, Configuration), kind), schema));

    public static (MessageHeader Header, ThriftStruct Body) ReadMessage(StructSchema schema, byte[] bytes, ThriftProtocol kind = ThriftProtocol.Binary) =>
        Wait(ReadMessageAsync(schema, bytes, kind));

    private static async Task<(MessageHeader Header, ThriftStruct Body)> ReadMessageAsync(StructSchema schema, byte[] bytes, ThriftProtocol kind)
    {
        TProtocol protocol = Protocol(new TMemoryBufferTransport(bytes, Configuration), kind);
        TMessage message = await protocol.ReadMessageBeginAsync(default);
        ThriftStruct body = await ReadStruct(protocol, schema);
        await protocol.ReadMessageEndAsync(default);
        return (new MessageHeader(message.Name, (MessageType)message.Type, message.SeqID), body);
    }

    private static byte[] Run(Func<TProtocol, Task> write, ThriftProtocol kind, bool strict = true)
    {
        using TMemoryBufferTransport transport = new(Configuration);
        TProtocol protocol = Protocol(transport, kind, strict);
        Wait(Complete());
        return transport.GetBuffer();

        async Task<bool> Complete()
        {
            await write(protocol);
            await protocol.Transport.FlushAsync(default);
            return true;
        }
    }

    private static TProtocol Protocol(TMemoryBufferTransport transport, ThriftProtocol kind, bool strict = true) => kind switch
    {
        ThriftProtocol.Compact => new TCompactProtocol(transport),
        ThriftProtocol.Json => new TJsonProtocol(transport),
        _ => new TBinaryProtocol(transport, strict, strict),
    };

    // A buffer in memory never waits.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static async Task WriteStruct(TProtocol protocol, ThriftStruct value)
    {
        await protocol.WriteStructBeginAsync(new TStruct(value.Schema.Name), default);
        foreach (FieldSchema field in value.Schema.Fields)
        {
            if (value[field.Name] is not { } given)
                continue;
            await protocol.WriteFieldBeginAsync(new TField(field.Name, TypeOf(field.Type), field.Id), default);
            await WriteValue(protocol, field.Type, given);
            await protocol.WriteFieldEndAsync(default);
        }

        await protocol.WriteFieldStopAsync(default);
        await protocol.WriteStructEndAsync(default);
    }

    private static async Task WriteValue(TProtocol protocol, TypeSchema type, object value)
    {
        switch (value)
        {
            case bool v:
                await protocol.WriteBoolAsync(v, default);
                break;
            case sbyte v:
                await protocol.WriteByteAsync(v, default);
                break;
            case short v:
                await protocol.WriteI16Async(v, default);
                break;
            case int v:
                await protocol.WriteI32Async(v, default);
                break;
            case long v:
                await protocol.WriteI64Async(v, default);
                break;
            case double v:
                await protocol.WriteDoubleAsync(v, default);
                break;
            case string v:
                await protocol.WriteStringAsync(v, default);
                break;
            case byte[] v:
                await protocol.WriteBinaryAsync(v, default);
                break;
            case Guid v:
                await protocol.WriteUuidAsync(v, default);
                break;
            case ThriftStruct v:
                await WriteStruct(protocol, v);
                break;
            case IDictionary v:
                await protocol.WriteMapBeginAsync(new TMap(TypeOf(type.KeyType!), TypeOf(type.ElementType!), v.Count), default);
                foreach (DictionaryEntry entry in v)
                {
                    await WriteValue(protocol, type.KeyType!, entry.Key);
                    await WriteValue(protocol, type.ElementType!, entry.Value!);
                }

                await protocol.WriteMapEndAsync(default);
                break;
            default:
                await WriteElements(protocol, type, [.. ((IEnumerable)value).Cast<object>()]);
                break;
        }
    }

    private static async Task WriteElements(TProtocol protocol, TypeSchema type, List<object> items)
    {
        TType element = TypeOf(type.ElementType!);
        if (type.WireType == ThriftType.List)
            await protocol.WriteListBeginAsync(new TList(element, items.Count), default);
        else
            await protocol.WriteSetBeginAsync(new TSet(element, items.Count), default);
        foreach (object item in items)
            await WriteValue(protocol, type.ElementType!, item);
        if (type.WireType == ThriftType.List)
            await protocol.WriteListEndAsync(default);
        else
            await protocol.WriteSetEndAsync(default);
    }

    private static async Task<ThriftStruct> ReadStruct(TProtocol protocol, StructSchema schema)
    {
        ThriftStruct value = new(schema);
        await protocol.ReadStructBeginAsync(default);
        while (await protocol.ReadFieldBeginAsync(default) is { Type: not TType.Stop } head)
        {
            FieldSchema field = schema.FindField(head.ID)!;
            head.Type.ShouldBe(TypeOf(field.Type));
            value.Set(field, await ReadValue(protocol, field.Type));
            await protocol.ReadFieldEndAsync(default);
        }

        await protocol.ReadStructEndAsync(default);
        return value;
    }

    private static async Task<object> ReadValue(TProtocol protocol, TypeSchema type) => type.WireType switch
    {
        ThriftType.Bool => await protocol.ReadBoolAsync(default),
        ThriftType.I8 => await protocol.ReadByteAsync(default),
        ThriftType.I16 => await protocol.ReadI16Async(default),
        ThriftType.I32 => await protocol.ReadI32Async(default),
        ThriftType.I64 => await protocol.ReadI64Async(default),
        ThriftType.Double => await protocol.ReadDoubleAsync(default),
        ThriftType.Uuid => await protocol.ReadUuidAsync(default),
        ThriftType.String when type.ClrType == typeof(byte[]) => await protocol.ReadBinaryAsync(default),
        ThriftType.String => await protocol.ReadStringAsync(default),
        ThriftType.Struct => await ReadStruct(protocol, (StructSchema)type),
        ThriftType.List or ThriftType.Set => type.Coerce(await ReadElements(protocol, type)),
        _ => type.Coerce(await ReadEntries(protocol, type)),
    };

    private static async Task<List<object>> ReadElements(TProtocol protocol, TypeSchema type)
    {
        bool isList = type.WireType == ThriftType.List;
        int count = isList ? (await protocol.ReadListBeginAsync(default)).Count : (await protocol.ReadSetBeginAsync(default)).Count;
        List<object> items = [];
        for (int i = 0; i < count; i++)
            items.Add(await ReadValue(protocol, type.ElementType!));
        await (isList ? protocol.ReadListEndAsync(default) : protocol.ReadSetEndAsync(default));
        return items;
    }

    private static async Task<List<KeyValuePair<object, object>>> ReadEntries(TProtocol protocol, TypeSchema type)
    {
        TMap head = await protocol.ReadMapBeginAsync(default);
        List<KeyValuePair<object, object>> entries = [];
        for (int i = 0; i < head.Count; i++)
            entries.Add(KeyValuePair.Create(await ReadValue(protocol, type.KeyType!), await ReadValue(protocol, type.ElementType!)));
        await protocol.ReadMapEndAsync(default);
        return entries;
    }

    private static TType TypeOf(TypeSchema type) => type.WireType switch
    {
        ThriftType.Bool => TType.Bool,
        ThriftType.I8 => TType.Byte,
        ThriftType.I16 => TType.I16,
        ThriftType.I32 => TType.I32,
        ThriftType.I64 => TType.I64,
        ThriftType.Double => TType.Double,
        ThriftType.Uuid => TType.Uuid,
        ThriftType.String => TType.String,
        ThriftType.Struct => TType.Struct,
        ThriftType.List => TType.List,
        ThriftType.Set => TType.Set,
        ThriftType.Map => TType.Map,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
