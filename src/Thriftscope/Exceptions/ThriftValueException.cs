namespace Thriftscope;

/// <summary>A value that does not fit the IDL: a wrong type, a number out of range, a required field without a value.</summary>
public sealed class ThriftValueException : ThriftException
{
    private readonly FieldPath _path = new();

    internal ThriftValueException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The value's place, such as <c>Order.items[3].price</c>; empty when the value stands alone.</summary>
    public string Path => _path.ToString();

    /// <inheritdoc/>
    public override string Message => _path.IsEmpty ? base.Message : $"{Path}: {base.Message}";

    // Called from exception filters while the stack unwinds, innermost first; answers false so that nothing is caught.
    internal bool Within(string segment)
    {
        _path.Prepend(segment);
        return false;
    }

    internal bool Within(int index)
    {
        _path.Prepend(index);
        return false;
    }

    internal static ThriftValueException WrongType(string expected, object? value) =>
        new($"expected {expected}, got {Describe(value)}");

    internal static ThriftValueException OutOfRange(string type, object value) =>
        new($"{Describe(value)} is out of the range of {type}");

    private static string Describe(object? value) => value switch
    {
        null => "null",
        string text => text.Length <= 40 ? $"the string \"{text}\"" : $"a string of {text.Length} characters",
        IFormattable number => $"{number.ToString(null, System.Globalization.CultureInfo.InvariantCulture)} ({value.GetType().Name})",
        _ => ClassMap.IsAnonymous(value.GetType()) ? "an anonymous object" : $"a {value.GetType().Name}",
    };
}
