namespace Thriftscope;

/// <summary>
/// An exception that the IDL declares. A client throws it for the method's <c>throws</c>; a handler throws it to answer with one.
/// </summary>
public sealed class ThriftDeclaredException : ThriftException
{
    /// <summary>Creates the exception around its value.</summary>
    /// <param name="value">The exception's struct, as <see cref="ThriftModule.NewStruct(string)"/> makes it.</param>
    public ThriftDeclaredException(ThriftStruct value)
        : base(value?.ToString() ?? "") => Value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>The exception's fields.</summary>
    public ThriftStruct Value { get; }

    /// <summary>The exception's IDL name.</summary>
    public string Name => Value.Schema.Name;
}
