using System.Diagnostics.CodeAnalysis;
using System.Text;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Protocols;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Calls;

/// <summary>
/// Takes the trace context, field 8888, out of a request while it is read. What turns out to be the user's own field is read a second
/// time, by the generated code, from what is kept here.
/// </summary>
/// <param name="received">The context that came in headers, if one did: field 8888 gives way to one of W3C's.</param>
internal sealed class ContextField(ContextCarrier? received = null)
{
    private Queue<object>? _texts;
    private TMap? _map;

    public ContextCarrier Carrier { get; } = received ?? new();

    /// <summary>The context of Apache SkyWalking's agent.</summary>
    public string? SkyWalking { get; private set; }

    public static bool IsCandidate(TField field) => field.ID == TrailingField.Id && field.Type == TType.Map;

    /// <summary>Goes on from a field that may be a context to the first one that is not.</summary>
    public async ValueTask<TField> SkipContextsAsync(TProtocol protocol, TField field, int depth, CancellationToken cancellationToken)
    {
        while (IsCandidate(field) && await TryTakeAsync(protocol, depth, cancellationToken).ConfigureAwait(false))
        {
            await protocol.ReadMapEndAsync(cancellationToken).ConfigureAwait(false);
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
    private static bool IsTooLong(object kept) => kept is byte[] { Length: > 3 * TrailingField.MaxCharacters };

    private static string TextOf(object kept) => kept as string ?? Encoding.UTF8.GetString((byte[])kept);

    private async ValueTask<bool> TryTakeAsync(TProtocol protocol, int depth, CancellationToken cancellationToken)
    {
        TMap map = await protocol.ReadMapBeginAsync(cancellationToken).ConfigureAwait(false);
        _map = map;
        if (map.KeyType != TType.String || map.ValueType != TType.String || map.Count is 0 or > TrailingField.MaxEntries)
            return false;

        // Strings are read as the bytes that they are, since the user's may be none. JSON writes text and bytes in different ways.
        bool isText = ProtocolStack.Innermost(protocol) is TJsonProtocol;
        bool isContext = false;
        int characters = 0;
        List<KeyValuePair<string, string>> entries = [];
        for (int i = 0; i < map.Count; i++)
        {
            object key = await ReadAsync(protocol, isText, cancellationToken).ConfigureAwait(false);
            object value = await ReadAsync(protocol, isText, cancellationToken).ConfigureAwait(false);
            if (IsTooLong(key) || IsTooLong(value))
                return false;
            KeyValuePair<string, string> entry = new(TextOf(key), TextOf(value));
            entries.Add(entry);
            isContext |= TrailingField.IsSkyWalkingKey(entry.Key) || (depth == 1 && TrailingField.IsKnownKey(entry.Key));
            characters += entry.Key.Length + entry.Value.Length;
            if (characters > TrailingField.MaxCharacters)
                return false;
        }

        if (!isContext)
            return false;
        _map = null;
        _texts!.Clear();
        Keep(entries);
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

    // The first context counts; SkyWalking's may come beside another.
    private void Keep(List<KeyValuePair<string, string>> entries)
    {
        bool isFirst = Carrier.Count == 0 || Carrier is { IsFromHeaders: true, IsSettled: false };
        if (isFirst && entries.Any(e => TrailingField.IsKnownKey(e.Key)))
            Carrier.Clear();
        foreach ((string key, string value) in entries)
        {
            if (key.Equals("sw8", StringComparison.OrdinalIgnoreCase))
                SkyWalking ??= value;
            else if (isFirst && !TrailingField.IsSkyWalkingKey(key))
                Carrier.Set(key, value);
        }
    }

    // The library decodes bytes in a way of its own, so it does so here as well.
    private static byte[] JsonBinary(string text)
    {
        using TMemoryBufferTransport buffer = new(Encoding.UTF8.GetBytes($"\"{text}\""), new());
        using TJsonProtocol json = new(buffer);
        return json.ReadBinaryAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }
}
