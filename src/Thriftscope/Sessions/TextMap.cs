using Thriftscope.Wire;

namespace Thriftscope.Sessions;

/// <summary>A <c>map&lt;string,string&gt;</c> of a header.</summary>
internal static class TextMap
{
    /// <summary>Reads a map, or skips it: when it is of other types, or beyond the room.</summary>
    public static void Read<TReader>(ref TReader reader, Dictionary<string, string> entries, ref HeaderRoom room)
        where TReader : IThriftReader, allows ref struct
    {
        int count = reader.ReadMapBegin(out ThriftType key, out ThriftType value);
        bool isText = key == ThriftType.String && value == ThriftType.String;
        for (int i = 0; i < count; i++)
        {
            if (!isText || room.IsExceeded)
            {
                reader.Skip(key);
                reader.Skip(value);
                continue;
            }

            string name = reader.ReadString();
            string text = reader.ReadString();
            if (room.TryTake(name, text))
                entries[name] = text;
        }

        reader.ReadMapEnd();
    }

    public static void Write<TWriter>(ref TWriter writer, short id, string name, Dictionary<string, string> entries)
        where TWriter : IThriftWriter, allows ref struct
    {
        writer.WriteFieldBegin(ThriftType.Map, id, name);
        writer.WriteMapBegin(ThriftType.String, ThriftType.String, entries.Count);
        foreach ((string key, string value) in entries)
        {
            writer.WriteString(key);
            writer.WriteString(value);
        }

        writer.WriteMapEnd();
        writer.WriteFieldEnd();
    }
}
