namespace Thriftscope.Schema;

/// <summary>
/// A type whose values are handled as objects, for containers in a program that is compiled ahead of time: the compiler would have to make
/// lists of lists of lists, without an end, since it can't know which of them the IDL has.
/// </summary>
internal sealed class ObjectSchema(TypeSchema type) : TypeSchema<object>(type.WireType, type.Name)
{
    internal override TypeSchema Plain => type;

    internal override IEqualityComparer<object> Comparer => ContentComparer<object>.Instance;

    internal override object ReadValue<TReader>(ref TReader reader) => type.Read(ref reader);

    internal override void WriteValue<TWriter>(ref TWriter writer, object value) => type.Write(ref writer, value);

    internal override object CoerceValue(object? value) => type.Coerce(value);
}
