namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Dynamic structs as instances of our generated types, and back.</summary>
internal static class TypedValues
{
    public static T ToTyped<T>(object value)
        where T : IThriftStruct<T> => ThriftSerializer.Deserialize<T>(ThriftSerializer.Serialize((ThriftStruct)value));

    public static ThriftStruct ToDynamic<T>(T value)
        where T : IThriftStruct<T> => ThriftSerializer.Deserialize(MatrixIdl.Module.Struct(T.Schema.Name), ThriftSerializer.Serialize(value));
}
