using System.Collections;

namespace Thriftscope;

/// <summary>Arguments by name: <c>new ThriftArguments { ["num1"] = 1, ["num2"] = 2 }</c>.</summary>
public sealed class ThriftArguments : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>An argument. One that is not set, or set to null, is not sent.</summary>
    public object? this[string name]
    {
        get => _values.GetValueOrDefault(name);
        set => _values[name] = value;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
