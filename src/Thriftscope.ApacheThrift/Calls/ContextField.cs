using System.Diagnostics.CodeAnalysis;
using System.Text;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Protocols;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Calls;

/// <summary>
/// Takes the fields that carry trace contexts out of a request while it is read. What turns out to be the user's own field is read a second
/// time, by the generated code, from what is kept here.
/// </summary>
internal sealed class ContextField
{
    private Queue<object>? _texts;
    private TMap? _map;

    /// <summary>What was found.</summary>
    public InboundContexts Contexts { get; } = new();

    public static bool IsCandidate(TField field, int depth) => ThriftContextDialects.AreCarriedIn(field.ID, (int)field.Type, isNested: depth > 1);

    /// <summary>Goes on from a field that may be a context to the first one that is not.</summary>
    public async ValueTask<TField> SkipContextsAsync(TProtocol protocol, TField field, int depth, CancellationToken cancellationToken)
    {
        while (IsCandidate(field, depth) && await TryTakeAsync(protocol, field, depth, cancellationToken).ConfigureAwait(false))
        {
            await protocol.ReadFieldEndAsync(cancellationToken).ConfigureAwait(false);
            field = await protocol.ReadFieldBeginAsync(cancellationToken).ConfigureAwait(false);
        }

        return field;
    }

    public bool TryReadMapAgain(out TMap map)
    {
        map = _map.GetValueOrDefault();
        bool again = _map is not null;
        _map = null;
        return again;
    }

    public bool TryReadStringAgain(out string text)
    {
        text = Dequeue(out object? kept) ? TextOf(kept) : "";
        return kept is not null;
    }

    public bool TryReadBinaryAgain(out byte[] bytes)
    {
        bytes = Dequeue(out object? kept) ? kept as byte[] ?? JsonBinary((string)kept) : [];
        return kept is not null;
    }

    private bool Dequeue([NotNullWhen(true)] out object? kept)
    {
        kept = null;
        return _texts is not null && _texts.TryDequeue(out kept);
    }

    // Such a text is no context, and it need not be decoded here to see that: no character has more than three bytes.
    private static bool IsTooLong(object kept) => kept is byte[] { Length: > 3 * TrailingFieldDialect.MaxCharacters };

    private static string TextOf(object kept) => kept as string ?? Encoding.UTF8.GetString((byte[])kept);

    private static bool Carries(ThriftContextDialect dialect, TField field, int depth) => dialect.IsField(field.ID, (int)field.Type, isNested: depth > 1);

    private async ValueTask<bool> TryTakeAsync(TProtocol protocol, TField field, int depth, CancellationToken cancellationToken)
    {
        if (field.Type == TType.Map)
            return await TryTakeMapAsync(protocol, field, depth, cancellationToken).ConfigureAwait(false);
        object value = field.Type switch
        {
            TType.Bool => await protocol.ReadBoolAsync(cancellationToken).ConfigureAwait(false),
            TType.I16 => await protocol.ReadI16Async(cancellationToken).ConfigureAwait(false),
            TType.I64 => await protocol.ReadI64Async(cancellationToken).ConfigureAwait(false),
            _ => await protocol.ReadStringAsync(cancellationToken).ConfigureAwait(false),
        };
        foreach (ThriftContextDialect dialect in ThriftContextDialects.All)
        {
            if (Carries(dialect, field, depth))
                dialect.ReadValue(field.ID, value, Contexts);
        }

        return true;
    }

    private async ValueTask<bool> TryTakeMapAsync(TProtocol protocol, TField field, int depth, CancellationToken cancellationToken)
    {
        TMap map = await protocol.ReadMapBeginAsync(cancellationToken).ConfigureAwait(false);
        _map = map;
        if (map.KeyType != TType.String || map.ValueType != TType.String || map.Count is 0 or > TrailingFieldDialect.MaxEntries)
            return false;

        // Strings are read as the bytes that they are, since the user's may be none. JSON writes text and bytes in different ways.
        bool isText = ProtocolStack.Innermost(protocol) is TJsonProtocol;
        int characters = 0;
        ContextCarrier entries = new();
        for (int i = 0; i < map.Count; i++)
        {
            object key = await ReadAsync(protocol, isText, cancellationToken).ConfigureAwait(false);
            object value = await ReadAsync(protocol, isText, cancellationToken).ConfigureAwait(false);
            if (IsTooLong(key) || IsTooLong(value))
                return false;
            (string name, string text) = (TextOf(key), TextOf(value));
            entries.Set(name, text);
            characters += name.Length + text.Length;
            if (characters > TrailingFieldDialect.MaxCharacters)
                return false;
        }

        bool isContext = false;
        foreach (ThriftContextDialect dialect in ThriftContextDialects.All)
            isContext |= Carries(dialect, field, depth) && dialect.ReadMap(entries, Contexts);
        if (!isContext)
            return false;
        _map = null;
        _texts!.Clear();
        await protocol.ReadMapEndAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask<object> ReadAsync(TProtocol protocol, bool isText, CancellationToken cancellationToken)
    {
        object read = isText
            ? await protocol.ReadStringAsync(cancellationToken).ConfigureAwait(false)
            : await protocol.ReadBinaryAsync(cancellationToken).ConfigureAwait(false);
        (_texts ??= []).Enqueue(read);
        return read;
    }

    // The library decodes bytes in a way of its own, so it does so here as well.
    private static byte[] JsonBinary(string text)
    {
        using TMemoryBufferTransport buffer = new(Encoding.UTF8.GetBytes($"\"{text}\""), new());
        using TJsonProtocol json = new(buffer);
        return json.ReadBinaryAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }
}
