using Thriftscope.Wire;

namespace Thriftscope.Sessions;

/// <summary>
/// What stands before each reply of ThriftPy's tracking from its version 2 on: <c>{1: map&lt;string,string&gt; meta}</c>. It goes back to the
/// caller, and no further.
/// </summary>
internal sealed class ThriftPyResponseHeader : IMessagePrefix
{
    // A handler whose call has timed out may still be adding.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _meta = new(StringComparer.Ordinal);
    private HeaderRoom _room;

    /// <summary>Reads the struct before a reply. One that can't be read, or is too large, is an empty one.</summary>
    public static IReadOnlyDictionary<string, string> Read(in WireMessage reply, ThriftLimits limits)
    {
        Visitor visitor = default;
        try
        {
            return MessagePrefix.Read<Visitor, Dictionary<string, string>>(reply, limits, ref visitor);
        }
        catch (ThriftProtocolException)
        {
            return new Dictionary<string, string>();
        }
    }

    /// <summary>Adds an entry, if there is room for it: what is more than peers read would be lost with all the rest.</summary>
    public void Add(string key, string value)
    {
        lock (_gate)
        {
            if (_room.TryTake(key, value))
                _meta[key] = value;
        }
    }

    public void Write<TWriter>(ref TWriter writer)
        where TWriter : IThriftWriter, allows ref struct
    {
        writer.WriteStructBegin();
        lock (_gate)
            TextMap.Write(ref writer, 1, "meta", _meta);
        writer.WriteStructEnd();
    }

    private readonly struct Visitor : IMessageVisitor<Dictionary<string, string>>
    {
        public Dictionary<string, string> Visit<TReader>(ref TReader reader)
            where TReader : IThriftReader, allows ref struct
        {
            Dictionary<string, string> meta = new(StringComparer.Ordinal);
            HeaderRoom room = default;
            reader.ReadStructBegin();
            while (reader.ReadFieldBegin(out ThriftType type, out short id))
            {
                if (id == 1 && type == ThriftType.Map)
                    TextMap.Read(ref reader, meta, ref room);
                else
                    reader.Skip(type);
                reader.ReadFieldEnd();
            }

            reader.ReadStructEnd();
            if (room.IsExceeded)
                meta.Clear();
            return meta;
        }
    }
}
