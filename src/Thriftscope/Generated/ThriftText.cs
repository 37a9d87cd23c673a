using System.ComponentModel;
using System.Text;

namespace Thriftscope.Generated;

/// <summary>Prints a generated struct for people, as <see cref="ThriftStruct"/> prints itself.</summary>
/// <param name="type">The struct's name.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ThriftText(string type)
{
    private readonly StringBuilder _text = new(type + "{");
    private readonly int _start = type.Length + 1;

    /// <summary>Adds a field, if it has a value.</summary>
    public ThriftText Add<T>(string field, T value)
    {
        if (value is null)
            return this;
        if (_text.Length > _start)
            _text.Append(", ");
        _text.Append(field).Append('=').Append(ValueFormatter.Format(value));
        return this;
    }

    /// <summary>The text.</summary>
    public override string ToString() => _text.ToString() + "}";
}
