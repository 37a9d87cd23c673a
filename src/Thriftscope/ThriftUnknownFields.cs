using System.Buffers;
using Thriftscope.Wire;

namespace Thriftscope;

/// <summary>
/// Fields of a struct that this program's version of the IDL does not know. A program that passes structs on keeps them, so that nothing is
/// lost between those that do.
/// </summary>
public sealed class ThriftUnknownFields : IEquatable<ThriftUnknownFields>
{
    // What is around them bounds the depth.
    private static readonly ThriftLimits Limits = new() { MaxDepth = int.MaxValue, MaxStructs = int.MaxValue, MaxContainers = int.MaxValue, MaxMessageSize = int.MaxValue };

    // As a struct's fields lie in the binary protocol, without the stop mark.
    private readonly ArrayBufferWriter<byte> _fields = new();

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Keeps a field that is being read.</summary>
    /// <param name="reader">The reader, behind the field's head.</param>
    /// <param name="type">The field's type.</param>
    /// <param name="id">The field's id.</param>
    /// <exception cref="ThriftProtocolException">The value can't be read.</exception>
    public void Read<TReader>(ref TReader reader, ThriftType type, short id)
        where TReader : IThriftReader, allows ref struct
    {
        if (ContextFields.IsCandidate(type, id))
        {
            ArrayBufferWriter<byte> copy = new();
            Copy(ref reader, copy, type, id);
            ThriftBinaryReader copied = new(new ReadOnlySequence<byte>(copy.WrittenMemory), Limits);
            _ = copied.ReadFieldBegin(out _, out _);
            if (ContextFields.TryTakeNested(ref copied, type, id))
                return;
            _fields.Write(copy.WrittenSpan);
        }
        else
        {
            Copy(ref reader, _fields, type, id);
        }

        Count++;
    }

    private static void Copy<TReader>(ref TReader reader, IBufferWriter<byte> destination, ThriftType type, short id)
        where TReader : IThriftReader, allows ref struct
    {
        ThriftBinaryWriter writer = new(destination, Limits);
        writer.WriteFieldBegin(type, id, "");
        ValueCopy.Copy(ref reader, ref writer, type);
        writer.Flush();
    }

    /// <summary>Writes the fields, into a struct that is being written.</summary>
    public void Write<TWriter>(ref TWriter writer)
        where TWriter : IThriftWriter, allows ref struct
    {
        ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(_fields.WrittenMemory), Limits);
        for (int i = 0; i < Count; i++)
        {
            _ = reader.ReadFieldBegin(out ThriftType type, out short id);
            writer.WriteFieldBegin(type, id, "");
            ValueCopy.Copy(ref reader, ref writer, type);
            writer.WriteFieldEnd();
        }
    }

    /// <summary>Whether both have the same fields in the same order.</summary>
    public bool Equals(ThriftUnknownFields? other) => other is not null && _fields.WrittenSpan.SequenceEqual(other._fields.WrittenSpan);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ThriftUnknownFields);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_fields.WrittenSpan);
        return hash.ToHashCode();
    }

    /// <summary>How many there are.</summary>
    public override string ToString() => $"{Count} unknown";
}
