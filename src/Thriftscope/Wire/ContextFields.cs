using Thriftscope.Telemetry;

namespace Thriftscope.Wire;

/// <summary>The fields of a request that carry trace contexts, which its IDL does not know.</summary>
internal static class ContextFields
{
    [ThreadStatic]
    private static InboundContexts? _ofRequest;

    /// <summary>Says where the contexts in structs within the arguments go, as long as a request is read on this thread.</summary>
    public static void Collect(InboundContexts? contexts) => _ofRequest = contexts;

    /// <summary>Skips an unknown field of the arguments, and takes the contexts that it carries, or that lie within it.</summary>
    public static void Skip<TReader>(ref TReader reader, ThriftType type, short id, InboundContexts contexts)
        where TReader : IThriftReader, allows ref struct
    {
        if (!TryRead(ref reader, type, id, isNested: false, contexts, out _))
            SkipValue(ref reader, type);
    }

    /// <summary>The same for an unknown field of a struct within the arguments.</summary>
    public static void Skip<TReader>(ref TReader reader, ThriftType type, short id)
        where TReader : IThriftReader, allows ref struct
    {
        if (_ofRequest is null || !TryRead(ref reader, type, id, isNested: true, _ofRequest, out _))
            SkipValue(ref reader, type);
    }

    /// <summary>Whether an unknown field of a struct within the arguments may carry a context.</summary>
    public static bool IsCandidate(ThriftType type, short id) => _ofRequest is not null && ThriftContextDialects.AreCarriedIn(id, (int)type, isNested: true);

    /// <summary>Takes the context that such a field carries.</summary>
    /// <returns>Whether it carries one, and is no value of the user's.</returns>
    public static bool TryTakeNested<TReader>(ref TReader reader, ThriftType type, short id)
        where TReader : IThriftReader, allows ref struct => TryRead(ref reader, type, id, isNested: true, _ofRequest!, out bool isContext) && isContext;

    /// <summary>Takes the context of a method's own field 8888: it is one only if it looks like one.</summary>
    /// <returns>Whether it is one, and no argument.</returns>
    public static bool TryTake(Dictionary<string, string> entries, InboundContexts contexts)
    {
        if (entries.Count > TrailingFieldDialect.MaxEntries || !entries.Keys.Any(ContextKeys.IsKnown))
            return false;
        ContextCarrier carrier = new();
        foreach ((string key, string value) in entries)
            carrier.Set(key, value);
        return ThriftContextDialects.TrailingField.ReadMap(carrier, contexts);
    }

    /// <summary>Writes field 8888, if there is anything to carry.</summary>
    public static void Write<TWriter>(ref TWriter writer, ContextCarrier? context)
        where TWriter : IThriftWriter, allows ref struct
    {
        if (context is not { Count: > 0 })
            return;
        writer.WriteFieldBegin(ThriftType.Map, TrailingFieldDialect.Id, "");
        writer.WriteMapBegin(ThriftType.String, ThriftType.String, context.Count);
        for (int i = 0; i < context.Count; i++)
        {
            writer.WriteString(context.Entries[i].Key);
            writer.WriteString(context.Entries[i].Value);
        }

        writer.WriteMapEnd();
        writer.WriteFieldEnd();
    }

    // Structs may be within it. Where the types of values are not known, nothing within an unknown field is.
    private static void SkipValue<TReader>(ref TReader reader, ThriftType type)
        where TReader : IThriftReader, allows ref struct
    {
        if (_ofRequest is null || reader.NeedsSchema)
        {
            reader.Skip(type);
            return;
        }

        switch (type)
        {
            case ThriftType.Struct:
                reader.ReadStructBegin();
                while (reader.ReadFieldBegin(out ThriftType field, out short id))
                {
                    Skip(ref reader, field, id);
                    reader.ReadFieldEnd();
                }

                reader.ReadStructEnd();
                break;
            case ThriftType.List:
                SkipValues(ref reader, reader.ReadListBegin(out ThriftType element), element);
                reader.ReadListEnd();
                break;
            default:
                reader.Skip(type);
                break;
        }
    }

    private static void SkipValues<TReader>(ref TReader reader, int count, ThriftType element)
        where TReader : IThriftReader, allows ref struct
    {
        for (int i = 0; i < count; i++)
            SkipValue(ref reader, element);
    }

    private static bool TryRead<TReader>(ref TReader reader, ThriftType type, short id, bool isNested, InboundContexts contexts, out bool isContext)
        where TReader : IThriftReader, allows ref struct
    {
        isContext = false;
        if (!ThriftContextDialects.AreCarriedIn(id, (int)type, isNested) || !contexts.Wants(id, (int)type, isNested))
            return false;
        ContextCarrier? entries = type == ThriftType.Map ? ReadMap(ref reader) : null;
        object? value = type == ThriftType.Map ? null : ReadValue(ref reader, type);
        foreach (ThriftContextDialect dialect in ThriftContextDialects.All)
        {
            if (!dialect.IsField(id, (int)type, isNested))
                continue;
            if (value is not null)
            {
                dialect.ReadValue(id, value, contexts);
                isContext = true;
            }
            else if (entries is null)
            {
                // Of what is not read it can't be told whose it is: SkyWalking writes little.
                if (dialect != ThriftContextDialects.SkyWalking)
                    contexts.NoteDropped(dialect, "too_large");
            }
            else
            {
                isContext |= dialect.ReadMap(entries, contexts);
            }
        }

        return true;
    }

    private static object ReadValue<TReader>(ref TReader reader, ThriftType type)
        where TReader : IThriftReader, allows ref struct => type switch
        {
            ThriftType.Bool => reader.ReadBool(),
            ThriftType.I16 => reader.ReadI16(),
            ThriftType.I64 => reader.ReadI64(),
            _ => reader.ReadString(),
        };

    // Answers null when it is more than a context may be. Texts are the only keys and values of one.
    private static ContextCarrier? ReadMap<TReader>(ref TReader reader)
        where TReader : IThriftReader, allows ref struct
    {
        int count = reader.ReadMapBegin(out ThriftType key, out ThriftType value);
        bool areTexts = count == 0 || (key == ThriftType.String && value == ThriftType.String);
        bool isReadable = count <= TrailingFieldDialect.MaxEntries;
        int characters = 0;
        ContextCarrier entries = new();
        for (int i = 0; i < count; i++)
        {
            isReadable &= characters <= TrailingFieldDialect.MaxCharacters;
            if (!areTexts || !isReadable)
            {
                reader.Skip(key);
                reader.Skip(value);
                continue;
            }

            string name = reader.ReadString();
            string text = reader.ReadString();
            characters += name.Length + text.Length;
            entries.Set(name, text);
        }

        reader.ReadMapEnd();
        return isReadable && characters <= TrailingFieldDialect.MaxCharacters ? entries : null;
    }
}
