using System.Text;

namespace Thriftscope.Generator.Emitting;

/// <summary>C# text, indented, with an empty line behind each block that something follows.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _isBehindBlock;

    public void Line(string text = "")
    {
        if (_isBehindBlock && text.Length > 0 && text[0] != '}' && !text.StartsWith("case ", StringComparison.Ordinal) && text != "default:")
            _ = _text.Append('\n');
        _isBehindBlock = false;
        if (text.Length > 0)
            _ = _text.Append(' ', 4 * _depth).Append(text);
        _ = _text.Append('\n');
    }

    /// <summary>Lines of one indentation.</summary>
    public void Lines(params string[] lines)
    {
        foreach (string line in lines)
            Line(line);
    }

    /// <summary>Text of several lines as it is.</summary>
    public void Raw(string text) => _text.Append(text).Append('\n');

    /// <summary>A block in braces behind a line of its own.</summary>
    public void Block(string head, Action body)
    {
        Line(head);
        Block(body);
    }

    /// <summary>A block in braces.</summary>
    public void Block(Action body)
    {
        Line("{");
        Indented(body);
        Line("}");
        _isBehindBlock = true;
    }

    /// <summary>A statement with another in it, which stands in braces unless it is one line.</summary>
    public void Statement(string head, Action body)
    {
        Line(head);
        int start = _text.Length;
        Indented(body);
        bool isOneLine = _text.ToString(start, _text.Length - start - 1).IndexOf('\n') < 0;
        if (!isOneLine)
        {
            string indent = new(' ', 4 * _depth);
            _ = _text.Insert(start, $"{indent}{{\n").Append($"{indent}}}\n");
        }

        _isBehindBlock = !isOneLine;
    }

    /// <summary>What hangs on the line before without braces.</summary>
    public void Indented(Action body)
    {
        _depth++;
        body();
        _depth--;
    }

    /// <summary>Writes items with an empty line between each two.</summary>
    public void Separated<T>(IEnumerable<T> items, Action<T> write)
    {
        bool isFirst = true;
        foreach (T item in items)
        {
            if (!isFirst)
                Line();
            isFirst = false;
            write(item);
        }
    }

    public override string ToString() => _text.ToString();
}
