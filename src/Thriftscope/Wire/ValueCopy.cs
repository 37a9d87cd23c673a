using System.Text.Unicode;

namespace Thriftscope.Wire;

/// <summary>Copies values from one protocol into another, without knowing more of them than their types on the wire.</summary>
internal static class ValueCopy
{
    public static void Copy<TReader, TWriter>(ref TReader reader, ref TWriter writer, ThriftType type)
        where TReader : IThriftReader, allows ref struct
        where TWriter : IThriftWriter, allows ref struct
    {
        switch (type)
        {
            case ThriftType.Bool:
                writer.WriteBool(reader.ReadBool());
                break;
            case ThriftType.I8:
                writer.WriteI8(reader.ReadI8());
                break;
            case ThriftType.I16:
                writer.WriteI16(reader.ReadI16());
                break;
            case ThriftType.I32:
                writer.WriteI32(reader.ReadI32());
                break;
            case ThriftType.I64:
                writer.WriteI64(reader.ReadI64());
                break;
            case ThriftType.Double:
                writer.WriteDouble(reader.ReadDouble());
                break;
            case ThriftType.Uuid:
                writer.WriteUuid(reader.ReadUuid());
                break;
            case ThriftType.String:
                CopyText(ref reader, ref writer);
                break;
            case ThriftType.List:
                int items = reader.ReadListBegin(out ThriftType item);
                writer.WriteListBegin(Written(item, items), items);
                CopyElements(ref reader, ref writer, items, item);
                reader.ReadListEnd();
                writer.WriteListEnd();
                break;
            case ThriftType.Set:
                int members = reader.ReadSetBegin(out ThriftType member);
                writer.WriteSetBegin(Written(member, members), members);
                CopyElements(ref reader, ref writer, members, member);
                reader.ReadSetEnd();
                writer.WriteSetEnd();
                break;
            case ThriftType.Map:
                CopyMap(ref reader, ref writer);
                break;
            case ThriftType.Struct:
                CopyStruct(ref reader, ref writer);
                break;
            default:
                throw ThriftProtocolException.UnknownType((byte)type, reader.Consumed);
        }
    }

    // On the wire a string and a binary are one type. JSON alone writes them in two ways: there bytes that are no text are base64.
    private static void CopyText<TReader, TWriter>(ref TReader reader, ref TWriter writer)
        where TReader : IThriftReader, allows ref struct
        where TWriter : IThriftWriter, allows ref struct
    {
        if (typeof(TReader) == typeof(ThriftJsonReader) || typeof(TReader) == typeof(ThriftPyJsonReader))
        {
            writer.WriteString(reader.ReadString());
            return;
        }

        byte[] bytes = reader.ReadBinary();
        if ((typeof(TWriter) == typeof(ThriftJsonWriter) || typeof(TWriter) == typeof(ThriftPyJsonWriter)) && Utf8.IsValid(bytes))
            writer.WriteString(Utf8Text.Decode(bytes));
        else
            writer.WriteBinary(bytes);
    }

    private static void CopyElements<TReader, TWriter>(ref TReader reader, ref TWriter writer, int count, ThriftType element)
        where TReader : IThriftReader, allows ref struct
        where TWriter : IThriftWriter, allows ref struct
    {
        for (int i = 0; i < count; i++)
            Copy(ref reader, ref writer, element);
    }

    private static void CopyMap<TReader, TWriter>(ref TReader reader, ref TWriter writer)
        where TReader : IThriftReader, allows ref struct
        where TWriter : IThriftWriter, allows ref struct
    {
        int count = reader.ReadMapBegin(out ThriftType key, out ThriftType value);
        writer.WriteMapBegin(Written(key, count), Written(value, count), count);
        for (int i = 0; i < count; i++)
        {
            Copy(ref reader, ref writer, key);
            Copy(ref reader, ref writer, value);
        }

        reader.ReadMapEnd();
        writer.WriteMapEnd();
    }

    private static void CopyStruct<TReader, TWriter>(ref TReader reader, ref TWriter writer)
        where TReader : IThriftReader, allows ref struct
        where TWriter : IThriftWriter, allows ref struct
    {
        reader.ReadStructBegin();
        writer.WriteStructBegin();
        while (reader.ReadFieldBegin(out ThriftType type, out short id))
        {
            writer.WriteFieldBegin(type, id, "");
            Copy(ref reader, ref writer, type);
            reader.ReadFieldEnd();
            writer.WriteFieldEnd();
        }

        reader.ReadStructEnd();
        writer.WriteStructEnd();
    }

    // An empty collection may leave its types out, or name any. Not every protocol can.
    private static ThriftType Written(ThriftType type, int count) => count > 0 || (type > ThriftType.Void && Enum.IsDefined(type)) ? type : ThriftType.I8;
}
