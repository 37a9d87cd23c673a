namespace Thriftscope;

/// <summary>
/// An exception that the IDL declares. A client throws it for the method's <c>throws</c>; a handler throws it to answer with one. Generated
/// exceptions derive from it, so that they can be caught by their types.
/// </summary>
public class ThriftDeclaredException : ThriftException
{
    private readonly ThriftStruct? _value;

    /// <summary>Creates the exception around its value.</summary>
    /// <param name="value">The exception's struct, as <see cref="ThriftModule.NewStruct(string)"/> makes it.</param>
    public ThriftDeclaredException(ThriftStruct value)
        : base(value?.ToString() ?? "")
    {
        _value = value ?? throw new ArgumentNullException(nameof(value));
        Name = value.Schema.Name;
    }

    /// <summary>Creates an exception of a generated type.</summary>
    /// <param name="name">Its IDL name.</param>
    protected ThriftDeclaredException(string name)
        : base(name) => Name = name;

    /// <summary>The exception's fields. Those of a generated type are copied.</summary>
    public ThriftStruct Value => _value ?? ToStruct();

    /// <summary>The exception's IDL name.</summary>
    public string Name { get; }

    /// <summary>The name and the fields.</summary>
    public override string Message => _value is null ? Describe() : base.Message;

    /// <summary>The name and the fields of a generated type.</summary>
    protected virtual string Describe() => Name;

    /// <summary>The fields of a generated type in their dynamic form.</summary>
    protected virtual ThriftStruct ToStruct() => throw new NotSupportedException($"{GetType()} is no generated type.");
}
