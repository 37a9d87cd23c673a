using System.Runtime.CompilerServices;
using Thriftscope.Wire;

namespace Thriftscope.Schema;

/// <summary>
/// Reads and writes the elements of containers. A virtual generic call for each element would cost more than the element, so
/// the usual types are handled here: for value types the JIT keeps only the branch of the one type.
/// </summary>
internal static class Elements
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T, TReader>(TypeSchema<T> schema, ref TReader reader)
        where T : notnull
        where TReader : IThriftReader, allows ref struct
    {
        if (typeof(T) == typeof(int))
            return As<int, T>(reader.ReadI32());
        if (typeof(T) == typeof(long))
            return As<long, T>(reader.ReadI64());
        if (typeof(T) == typeof(double))
            return As<double, T>(reader.ReadDouble());
        if (typeof(T) == typeof(short))
            return As<short, T>(reader.ReadI16());
        if (typeof(T) == typeof(sbyte))
            return As<sbyte, T>(reader.ReadI8());
        if (typeof(T) == typeof(bool))
            return As<bool, T>(reader.ReadBool());
        if (typeof(T) == typeof(string))
            return (T)(object)reader.ReadString();
        if (typeof(T) == typeof(ThriftStruct))
            return (T)(object)Unsafe.As<StructSchema>(schema).Read(ref reader, contexts: null);
        return schema.ReadValue(ref reader);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T, TWriter>(TypeSchema<T> schema, ref TWriter writer, T value)
        where T : notnull
        where TWriter : IThriftWriter, allows ref struct
    {
        if (typeof(T) == typeof(int))
            writer.WriteI32(As<T, int>(value));
        else if (typeof(T) == typeof(long))
            writer.WriteI64(As<T, long>(value));
        else if (typeof(T) == typeof(double))
            writer.WriteDouble(As<T, double>(value));
        else if (typeof(T) == typeof(short))
            writer.WriteI16(As<T, short>(value));
        else if (typeof(T) == typeof(sbyte))
            writer.WriteI8(As<T, sbyte>(value));
        else if (typeof(T) == typeof(bool))
            writer.WriteBool(As<T, bool>(value));
        else if (value is null)
            throw ThriftValueException.WrongType(schema.Name, null);
        else if (typeof(T) == typeof(string))
            writer.WriteString((string)(object)value);
        else if (typeof(T) == typeof(ThriftStruct))
            Unsafe.As<StructSchema>(schema).Write(ref writer, (ThriftStruct)(object)value, context: null);
        else
            schema.WriteValue(ref writer, value);
    }

    private static TTo As<TFrom, TTo>(TFrom value) => Unsafe.As<TFrom, TTo>(ref value);
}
