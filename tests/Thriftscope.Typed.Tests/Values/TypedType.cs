using System.Buffers;
using Thriftscope.Schema;
using Thriftscope.Typed.Tests.Elsewhere;
using Thriftscope.Typed.Tests.Idl;

namespace Thriftscope.Typed.Tests.Values;

/// <summary>A generated type, for tests that hold for all of them.</summary>
public abstract class TypedType
{
    /// <summary>The structs, unions and exceptions of everything.thrift, and some of elsewhere.thrift.</summary>
    internal static IReadOnlyList<TypedType> All { get; } =
    [
        Of<Empty>(), Of<Plain>(), Of<Optionals>(), Of<Requireds>(), Of<Defaults>(), Of<Lists>(), Of<Sets>(), Of<Maps>(), Of<Nests>(), Of<Any>(), Of<Tree>(), Of<Forest>(),
        Of<Problem>(), Of<Refused>(), Of<Numbered>(), Of<Point>(), Of<Place>(), Of<Lost>(),
    ];

    internal abstract StructSchema Schema { get; }

    internal static TypedType Of<T>()
        where T : IThriftStruct<T> => new TypedType<T>();

    internal abstract object Read(ReadOnlySequence<byte> bytes, ThriftProtocol protocol);

    internal object Read(byte[] bytes, ThriftProtocol protocol) => Read(new ReadOnlySequence<byte>(bytes), protocol);

    internal abstract byte[] Write(object value, ThriftProtocol protocol);

    internal abstract string ToJson(object value);

    internal abstract object FromJson(string json);

    /// <summary>A dynamic value of the type as a typed one.</summary>
    internal object Typed(ThriftStruct value) => Read(ThriftSerializer.Serialize(value), ThriftProtocol.Binary);

    /// <inheritdoc/>
    public override string ToString() => Schema.Name;
}

internal sealed class TypedType<T> : TypedType
    where T : IThriftStruct<T>
{
    internal override StructSchema Schema => T.Schema;

    internal override object Read(ReadOnlySequence<byte> bytes, ThriftProtocol protocol) => ThriftSerializer.Deserialize<T>(bytes, protocol);

    internal override byte[] Write(object value, ThriftProtocol protocol) => ThriftSerializer.Serialize((T)value, protocol);

    internal override string ToJson(object value) => ThriftSerializer.ToJson((T)value);

    internal override object FromJson(string json) => ThriftSerializer.FromJson<T>(json);
}
