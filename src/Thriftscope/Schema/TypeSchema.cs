using System.Runtime.CompilerServices;
using Thriftscope.Wire;

namespace Thriftscope.Schema;

/// <summary>A type of the IDL as the runtime uses it: typedefs are gone, and it can read, write and convert values.</summary>
public abstract class TypeSchema
{
    private protected TypeSchema(ThriftType wireType, string name, Type clrType)
    {
        WireType = wireType;
        Name = name;
        ClrType = clrType;
    }

    /// <summary>The type on the wire.</summary>
    public ThriftType WireType { get; }

    /// <summary>The type as the IDL writes it, such as <c>map&lt;string,Order&gt;</c>.</summary>
    public string Name { get; }

    /// <summary>The .NET type of its values.</summary>
    public Type ClrType { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal abstract object Read<TReader>(ref TReader reader)
        where TReader : IThriftReader, allows ref struct;

    internal abstract void Write<TWriter>(ref TWriter writer, object value)
        where TWriter : IThriftWriter, allows ref struct;

    /// <summary>The type as the IDL has it, where this one stands for it.</summary>
    internal virtual TypeSchema Plain => this;

    /// <summary>The type of a map's keys.</summary>
    internal virtual TypeSchema? KeyType => null;

    /// <summary>The type of a list's or set's elements, or of a map's values.</summary>
    internal virtual TypeSchema? ElementType => null;

    /// <summary>Converts what a user gives into a value of <see cref="ClrType"/>.</summary>
    /// <exception cref="ThriftValueException">It does not fit.</exception>
    internal abstract object Coerce(object? value);

    // Containers of this type. The type knows its own T, so that no reflection is needed to close List<T> and the others.
    internal abstract TypeSchema ListOf();

    internal abstract TypeSchema SetOf();

    internal abstract TypeSchema MapTo(TypeSchema value);

    internal abstract TypeSchema MapFrom<TKey>(TypeSchema<TKey> key)
        where TKey : notnull;
}

/// <summary>A type whose values are <typeparamref name="T"/>.</summary>
/// <typeparam name="T">The .NET type of the values.</typeparam>
public abstract class TypeSchema<T> : TypeSchema
    where T : notnull
{
    private protected TypeSchema(ThriftType wireType, string name)
        : base(wireType, name, typeof(T))
    {
    }

    /// <summary>How values are compared as members of sets and keys of maps: by content.</summary>
    internal virtual IEqualityComparer<T>? Comparer => null;

    internal abstract T ReadValue<TReader>(ref TReader reader)
        where TReader : IThriftReader, allows ref struct;

    internal abstract void WriteValue<TWriter>(ref TWriter writer, T value)
        where TWriter : IThriftWriter, allows ref struct;

    internal abstract T CoerceValue(object? value);

    internal sealed override object Read<TReader>(ref TReader reader) => ReadValue(ref reader);

    internal sealed override void Write<TWriter>(ref TWriter writer, object value) => WriteValue(ref writer, (T)value);

    internal sealed override object Coerce(object? value) => CoerceValue(value);

    internal sealed override TypeSchema ListOf() => RuntimeFeature.IsDynamicCodeSupported ? new ListSchema<T>(this) : new ListSchema<object>(new ObjectSchema(this));

    internal sealed override TypeSchema SetOf() => RuntimeFeature.IsDynamicCodeSupported ? new SetSchema<T>(this) : new SetSchema<object>(new ObjectSchema(this));

    internal sealed override TypeSchema MapTo(TypeSchema value) =>
        RuntimeFeature.IsDynamicCodeSupported ? value.MapFrom(this) : new MapSchema<object, object>(new ObjectSchema(this), new ObjectSchema(value));

    internal sealed override TypeSchema MapFrom<TKey>(TypeSchema<TKey> key) => new MapSchema<TKey, T>(key, this);
}
