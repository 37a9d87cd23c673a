using System.Globalization;
using Thriftscope.Wire;

namespace Thriftscope.Schema;

internal sealed class BoolSchema() : TypeSchema<bool>(ThriftType.Bool, "bool")
{
    internal override bool ReadValue<TReader>(ref TReader reader) => reader.ReadBool();

    internal override void WriteValue<TWriter>(ref TWriter writer, bool value) => writer.WriteBool(value);

    internal override bool CoerceValue(object? value) => value is bool boolean ? boolean : throw ThriftValueException.WrongType(Name, value);
}

internal sealed class I8Schema() : TypeSchema<sbyte>(ThriftType.I8, "i8")
{
    internal override sbyte ReadValue<TReader>(ref TReader reader) => reader.ReadI8();

    internal override void WriteValue<TWriter>(ref TWriter writer, sbyte value) => writer.WriteI8(value);

    internal override sbyte CoerceValue(object? value) => (sbyte)Integers.Coerce(value, sbyte.MinValue, sbyte.MaxValue, Name);
}

internal sealed class I16Schema() : TypeSchema<short>(ThriftType.I16, "i16")
{
    internal override short ReadValue<TReader>(ref TReader reader) => reader.ReadI16();

    internal override void WriteValue<TWriter>(ref TWriter writer, short value) => writer.WriteI16(value);

    internal override short CoerceValue(object? value) => (short)Integers.Coerce(value, short.MinValue, short.MaxValue, Name);
}

internal sealed class I32Schema() : TypeSchema<int>(ThriftType.I32, "i32")
{
    internal override int ReadValue<TReader>(ref TReader reader) => reader.ReadI32();

    internal override void WriteValue<TWriter>(ref TWriter writer, int value) => writer.WriteI32(value);

    internal override int CoerceValue(object? value) => (int)Integers.Coerce(value, int.MinValue, int.MaxValue, Name);
}

internal sealed class I64Schema() : TypeSchema<long>(ThriftType.I64, "i64")
{
    internal override long ReadValue<TReader>(ref TReader reader) => reader.ReadI64();

    internal override void WriteValue<TWriter>(ref TWriter writer, long value) => writer.WriteI64(value);

    internal override long CoerceValue(object? value) => Integers.Coerce(value, long.MinValue, long.MaxValue, Name);
}

internal sealed class DoubleSchema() : TypeSchema<double>(ThriftType.Double, "double")
{
    internal override double ReadValue<TReader>(ref TReader reader) => reader.ReadDouble();

    internal override void WriteValue<TWriter>(ref TWriter writer, double value) => writer.WriteDouble(value);

    internal override double CoerceValue(object? value) => value switch
    {
        double number => number,
        float or decimal or sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => throw ThriftValueException.WrongType(Name, value),
    };
}

internal sealed class StringSchema() : TypeSchema<string>(ThriftType.String, "string")
{
    internal override string ReadValue<TReader>(ref TReader reader) => reader.ReadString();

    internal override void WriteValue<TWriter>(ref TWriter writer, string value) => writer.WriteString(value);

    internal override string CoerceValue(object? value) => value as string ?? throw ThriftValueException.WrongType(Name, value);
}

internal sealed class BinarySchema() : TypeSchema<byte[]>(ThriftType.String, "binary")
{
    internal override IEqualityComparer<byte[]> Comparer => ContentComparer<byte[]>.Instance;

    internal override byte[] ReadValue<TReader>(ref TReader reader) => reader.ReadBinary();

    internal override void WriteValue<TWriter>(ref TWriter writer, byte[] value) => writer.WriteBinary(value);

    internal override byte[] CoerceValue(object? value) => value switch
    {
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> memory => memory.ToArray(),
        Memory<byte> memory => memory.ToArray(),
        ArraySegment<byte> segment => segment.ToArray(),
        _ => throw ThriftValueException.WrongType(Name, value),
    };
}

internal sealed class UuidSchema() : TypeSchema<Guid>(ThriftType.Uuid, "uuid")
{
    internal override Guid ReadValue<TReader>(ref TReader reader) => reader.ReadUuid();

    internal override void WriteValue<TWriter>(ref TWriter writer, Guid value) => writer.WriteUuid(value);

    internal override Guid CoerceValue(object? value) => value switch
    {
        Guid guid => guid,
        string text when Guid.TryParse(text, out Guid parsed) => parsed,
        _ => throw ThriftValueException.WrongType(Name, value),
    };
}

/// <summary>Any integer of .NET is taken for any integer of Thrift, as long as it is in range.</summary>
internal static class Integers
{
    public static long Coerce(object? value, long minimum, long maximum, string name)
    {
        long number = value switch
        {
            int n => n,
            long n => n,
            short n => n,
            sbyte n => n,
            byte n => n,
            ushort n => n,
            uint n => n,
            ulong n => n <= long.MaxValue ? (long)n : throw ThriftValueException.OutOfRange(name, n),
            Enum e => Convert.ToInt64(e, CultureInfo.InvariantCulture),
            _ => throw ThriftValueException.WrongType(name, value),
        };
        return number >= minimum && number <= maximum ? number : throw ThriftValueException.OutOfRange(name, value!);
    }
}
