namespace Thriftscope.Wire;

/// <summary>Skips structs and containers in any protocol, value by value.</summary>
internal static class CompositeSkip
{
    /// <exception cref="ThriftProtocolException">The value can't be read, or there is no such type.</exception>
    public static void Skip<TReader>(ref TReader reader, ThriftType type)
        where TReader : IThriftReader, allows ref struct
    {
        switch (type)
        {
            case ThriftType.Struct:
                reader.ReadStructBegin();
                while (reader.ReadFieldBegin(out ThriftType field, out _))
                {
                    reader.Skip(field);
                    reader.ReadFieldEnd();
                }

                reader.ReadStructEnd();
                break;
            case ThriftType.List:
                SkipAll(ref reader, reader.ReadListBegin(out ThriftType element), element);
                reader.ReadListEnd();
                break;
            case ThriftType.Set:
                SkipAll(ref reader, reader.ReadSetBegin(out ThriftType member), member);
                reader.ReadSetEnd();
                break;
            case ThriftType.Map:
                int entries = reader.ReadMapBegin(out ThriftType key, out ThriftType value);
                for (int i = 0; i < entries; i++)
                {
                    reader.Skip(key);
                    reader.Skip(value);
                }

                reader.ReadMapEnd();
                break;
            default:
                throw ThriftProtocolException.UnknownType((byte)type, reader.Consumed);
        }
    }

    private static void SkipAll<TReader>(ref TReader reader, int count, ThriftType element)
        where TReader : IThriftReader, allows ref struct
    {
        for (int i = 0; i < count; i++)
            reader.Skip(element);
    }
}
