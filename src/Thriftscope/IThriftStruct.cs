using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope;

/// <summary>A struct, union or exception of the IDL as a value.</summary>
public interface IThriftStruct
{
    /// <summary>The struct's definition.</summary>
    StructSchema Definition { get; }

    /// <summary>Writes the struct, without a message around it.</summary>
    /// <exception cref="ThriftValueException">A required field has no value, or a union has not exactly one.</exception>
    /// <exception cref="ThriftProtocolException">It is nested too deep.</exception>
    void Write<TWriter>(ref TWriter writer)
        where TWriter : IThriftWriter, allows ref struct;
}

/// <summary>A struct, union or exception of the IDL as a type of C#, which Thriftscope's generator makes while the project is built.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IThriftStruct<TSelf> : IThriftStruct
    where TSelf : IThriftStruct<TSelf>
{
    /// <summary>The struct's definition, as the dynamic side has it. It is made of the IDL when it is asked for.</summary>
    static abstract StructSchema Schema { get; }

    /// <summary>Reads a struct. Fields that the IDL does not know are skipped.</summary>
    /// <exception cref="ThriftProtocolException">The bytes are no such struct.</exception>
    static abstract TSelf Read<TReader>(ref TReader reader)
        where TReader : IThriftReader, allows ref struct;
}
