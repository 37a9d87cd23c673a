using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Protocol.Utilities;

namespace Thriftscope.ApacheThrift.Sessions;

/// <summary>The structs of sessions, as generated code would read and write them.</summary>
internal static class Structs
{
    /// <summary>Reads a struct, and skips what nobody wants.</summary>
    /// <param name="protocol">What it is read from.</param>
    /// <param name="read">Reads a field, if it is wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task ReadAsync(TProtocol protocol, Func<TField, ValueTask<bool>> read, CancellationToken cancellationToken)
    {
        _ = await protocol.ReadStructBeginAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            TField field = await protocol.ReadFieldBeginAsync(cancellationToken).ConfigureAwait(false);
            if (field.Type == TType.Stop)
                break;
            if (!await read(field).ConfigureAwait(false))
                await TProtocolUtil.SkipAsync(protocol, field.Type, cancellationToken).ConfigureAwait(false);
            await protocol.ReadFieldEndAsync(cancellationToken).ConfigureAwait(false);
        }

        await protocol.ReadStructEndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a struct.</summary>
    /// <param name="protocol">What it is written to.</param>
    /// <param name="writeFields">Writes its fields; <see langword="null"/> where it has none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteAsync(TProtocol protocol, Func<Task>? writeFields, CancellationToken cancellationToken)
    {
        await protocol.WriteStructBeginAsync(new TStruct("header"), cancellationToken).ConfigureAwait(false);
        if (writeFields is not null)
            await writeFields().ConfigureAwait(false);
        await protocol.WriteFieldStopAsync(cancellationToken).ConfigureAwait(false);
        await protocol.WriteStructEndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a field.</summary>
    public static async Task WriteFieldAsync(TProtocol protocol, TField field, Func<Task> writeValue, CancellationToken cancellationToken)
    {
        await protocol.WriteFieldBeginAsync(field, cancellationToken).ConfigureAwait(false);
        await writeValue().ConfigureAwait(false);
        await protocol.WriteFieldEndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a map of texts, or skips it: when it is of other types, or beyond the room.</summary>
    public static async Task ReadTextsAsync(TProtocol protocol, Dictionary<string, string> entries, HeaderRoom room, CancellationToken cancellationToken)
    {
        TMap map = await protocol.ReadMapBeginAsync(cancellationToken).ConfigureAwait(false);
        bool isText = map is { KeyType: TType.String, ValueType: TType.String };
        for (int i = 0; i < map.Count; i++)
        {
            if (!isText || room.IsExceeded)
            {
                await TProtocolUtil.SkipAsync(protocol, map.KeyType, cancellationToken).ConfigureAwait(false);
                await TProtocolUtil.SkipAsync(protocol, map.ValueType, cancellationToken).ConfigureAwait(false);
                continue;
            }

            string name = await protocol.ReadStringAsync(cancellationToken).ConfigureAwait(false);
            string text = await protocol.ReadStringAsync(cancellationToken).ConfigureAwait(false);
            if (room.TryTake(name, text))
                entries[name] = text;
        }

        await protocol.ReadMapEndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a map of texts as a field.</summary>
    public static Task WriteTextsAsync(
        TProtocol protocol, short id, string name, IReadOnlyList<KeyValuePair<string, string>> entries, CancellationToken cancellationToken)
    {
        return WriteFieldAsync(protocol, new TField(name, TType.Map, id), WriteMapAsync, cancellationToken);

        async Task WriteMapAsync()
        {
            await protocol.WriteMapBeginAsync(new TMap(TType.String, TType.String, entries.Count), cancellationToken).ConfigureAwait(false);
            foreach ((string key, string value) in entries)
            {
                await protocol.WriteStringAsync(key, cancellationToken).ConfigureAwait(false);
                await protocol.WriteStringAsync(value, cancellationToken).ConfigureAwait(false);
            }

            await protocol.WriteMapEndAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
