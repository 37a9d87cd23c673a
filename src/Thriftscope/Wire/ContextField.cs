using Thriftscope.Telemetry;

namespace Thriftscope.Wire;

/// <summary>The field behind a request's arguments that carries the trace context.</summary>
internal static class ContextField
{
    /// <summary>Whether a field is the one that carries a context.</summary>
    public static bool Is(ThriftType type, short id) => id == TrailingField.Id && type == ThriftType.Map;

    /// <summary>Reads the value of the field.</summary>
    public static void Read<TReader>(ref TReader reader, ContextCarrier context)
        where TReader : IThriftReader, allows ref struct
    {
        int count = reader.ReadMapBegin(out ThriftType key, out ThriftType value);
        // What came around the message in another form than W3C's gives way to what is in it.
        ContextCarrier found = context is { Count: > 0, IsSettled: false, IsFromHeaders: true } ? new ContextCarrier() : context;
        bool readable = found.Count == 0 && count <= TrailingField.MaxEntries && key == ThriftType.String && value == ThriftType.String;
        bool known = false;
        for (int i = 0; i < count; i++)
        {
            if (!readable)
            {
                reader.Skip(key);
                reader.Skip(value);
                continue;
            }

            string name = reader.ReadString();
            known |= TrailingField.IsKnownKey(name);
            found.Set(name, reader.ReadString());
        }

        if (readable && !known)
            found.Clear();
        else if (readable && !ReferenceEquals(found, context))
            context.ReplaceBy(found);
        reader.ReadMapEnd();
    }

    /// <summary>Takes the context of a method's own field 8888: it is one only if it looks like one.</summary>
    /// <returns>Whether it is one, and no argument.</returns>
    public static bool TryTake(Dictionary<string, string> entries, ContextCarrier context)
    {
        if (!entries.Keys.Any(TrailingField.IsKnownKey))
            return false;
        if (context.IsSettled)
            return true;
        context.Clear();
        foreach ((string key, string value) in entries)
            context.Set(key, value);
        return true;
    }

    /// <summary>Writes the whole field, if there is anything to carry.</summary>
    public static void Write<TWriter>(ref TWriter writer, ContextCarrier? context)
        where TWriter : IThriftWriter, allows ref struct
    {
        if (context is not { Count: > 0 })
            return;
        writer.WriteFieldBegin(ThriftType.Map, TrailingField.Id, "");
        writer.WriteMapBegin(ThriftType.String, ThriftType.String, context.Count);
        for (int i = 0; i < context.Count; i++)
        {
            writer.WriteString(context.Entries[i].Key);
            writer.WriteString(context.Entries[i].Value);
        }

        writer.WriteMapEnd();
        writer.WriteFieldEnd();
    }
}
