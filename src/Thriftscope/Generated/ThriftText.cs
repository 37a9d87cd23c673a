using System.ComponentModel;
using System.Text;

namespace Thriftscope.Generated;

/// <summary>Prints a generated struct for people, as <see cref="ThriftStruct"/> prints itself.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ThriftText
{
    // The text of the struct whose field is being printed: what is nested stands in it, so that all of it together stays short.
    [ThreadStatic]
    private static StringBuilder? _around;

    private readonly StringBuilder _text;
    private readonly bool _isNested;
    private readonly int _start;

    /// <summary>Begins the text.</summary>
    /// <param name="type">The struct's name.</param>
    public ThriftText(string type)
    {
        _isNested = _around is not null;
        _text = (_around ?? new StringBuilder()).Append(type).Append('{');
        _start = _text.Length;
    }

    /// <summary>Adds a field, if it has a value.</summary>
    public ThriftText Add<T>(string field, T value)
    {
        if (value is null || _text.Length > ValueFormatter.MaxLength)
            return this;
        if (_text.Length > _start)
            _text.Append(", ");
        _text.Append(field).Append('=');
        _around = _text;
        try
        {
            ValueFormatter.Append(_text, value);
        }
        finally
        {
            if (!_isNested)
                _around = null;
        }

        return this;
    }

    /// <summary>The text; nothing for a nested struct, whose text stands in the outer one.</summary>
    public override string ToString()
    {
        _text.Append('}');
        return _isNested ? "" : ValueFormatter.End(_text);
    }
}
