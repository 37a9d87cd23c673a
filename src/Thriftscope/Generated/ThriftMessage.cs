using System.ComponentModel;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Generated;

/// <summary>The arguments or the reply of a method, as generated code reads and writes them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ThriftMessage : IMessageBody
{
    /// <summary>A field that must have been there and was not, by its IDL name; <see langword="null"/> when all is well.</summary>
    protected virtual string? MissingField => null;

    /// <summary>Whether the method has a field 8888 of its own: then none is added.</summary>
    protected virtual bool HasContextField => false;

    /// <summary>The method's own field 8888, where it is a map of strings: a trace context if it looks like one.</summary>
    protected virtual Dictionary<string, string>? ContextEntries
    {
        get => null;
        set
        {
        }
    }

    /// <summary>Writes the fields that have a value.</summary>
    public abstract void WriteFields<TWriter>(ref TWriter writer)
        where TWriter : IThriftWriter, allows ref struct;

    /// <summary>Reads a field that the IDL knows.</summary>
    /// <returns>Whether it was one.</returns>
    public abstract bool ReadField<TReader>(ref TReader reader, ThriftType type, short id)
        where TReader : IThriftReader, allows ref struct;

    void IMessageBody.Write<TWriter>(ref TWriter writer, ContextCarrier? context)
    {
        writer.WriteStructBegin();
        WriteFields(ref writer);
        if (!HasContextField)
            ContextFields.Write(ref writer, context);
        writer.WriteStructEnd();
    }

    /// <summary>Reads the whole struct. The trace contexts of a request's arguments, which only those have, go where they are collected.</summary>
    internal void Read<TReader>(ref TReader reader, InboundContexts? contexts)
        where TReader : IThriftReader, allows ref struct
    {
        reader.ReadStructBegin();
        while (reader.ReadFieldBegin(out ThriftType type, out short id))
        {
            if (!ReadField(ref reader, type, id))
            {
                if (contexts is null)
                    reader.Skip(type);
                else
                    ContextFields.Skip(ref reader, type, id, contexts);
            }

            reader.ReadFieldEnd();
        }

        reader.ReadStructEnd();
        if (contexts is not null && HasContextField && ContextEntries is { } entries && ContextFields.TryTake(entries, contexts))
            ContextEntries = null;
        if (MissingField is { } missing)
            throw new ThriftProtocolException(ThriftProtocolError.MissingField, $"The message came without {missing}, which the IDL does not declare optional", reader.Consumed);
    }
}
