using System.Text;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Sessions;

/// <summary>What is of use here among a Finagle request's contexts, a list of <c>{1: binary key, 2: binary value}</c>.</summary>
internal sealed class FinagleContexts
{
    private HeaderRoom _room;
    private FinagleTrace _trace;

    /// <summary>Those that are keys of a trace context, by name.</summary>
    public Dictionary<string, string> Keys { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether there are more of these than there is room for.</summary>
    public bool IsTooLarge => _room.IsExceeded;

    public void Read<TReader>(ref TReader reader)
        where TReader : IThriftReader, allows ref struct
    {
        int count = reader.ReadListBegin(out ThriftType element);
        for (int i = 0; i < count; i++)
        {
            if (element == ThriftType.Struct)
                ReadOne(ref reader);
            else
                reader.Skip(element);
        }

        reader.ReadListEnd();
    }

    /// <summary>The ids of the context, which Finagle believes more than those of the header; what it does not say is the header's.</summary>
    public FinagleTrace Complete(FinagleTrace header)
    {
        if (!_trace.IsValid)
            return header;
        return _trace with
        {
            High = _trace.High == 0 && _trace.Low == header.Low ? header.High : _trace.High,
            IsSampled = _trace.IsSampled ?? header.IsSampled,
        };
    }

    private void ReadOne<TReader>(ref TReader reader)
        where TReader : IThriftReader, allows ref struct
    {
        byte[]? key = null;
        byte[]? value = null;
        reader.ReadStructBegin();
        while (reader.ReadFieldBegin(out ThriftType type, out short id))
        {
            if (id == 1 && type == ThriftType.String)
                key = reader.ReadBinary();
            else if (id == 2 && type == ThriftType.String)
                value = reader.ReadBinary();
            else
                reader.Skip(type);
            reader.ReadFieldEnd();
        }

        reader.ReadStructEnd();
        if (key is null || value is null)
            return;
        if (FinagleTrace.ContextKey.SequenceEqual(key))
        {
            if (FinagleTrace.TryReadContext(value, out FinagleTrace trace))
                _trace = trace;
            return;
        }

        string name = Encoding.UTF8.GetString(key);
        if (!ContextKeys.IsOfOneCall(name))
            return;
        string text = Encoding.UTF8.GetString(value);
        if (_room.TryTake(name, text))
            Keys[name] = text;
    }
}
