using System.Text;

namespace Thriftscope.Generator.Emitting;

/// <summary>C# text, indented.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string text = "")
    {
        if (text.Length > 0)
            _ = _text.Append(' ', 4 * _depth).Append(text);
        _ = _text.Append('\n');
    }

    /// <summary>Lines of one indentation, as they are.</summary>
    public void Lines(params string[] lines)
    {
        foreach (string line in lines)
            Line(line);
    }

    /// <summary>A block in braces behind a line of its own.</summary>
    public void Block(string head, Action body)
    {
        Line(head);
        Line("{");
        Indented(body);
        Line("}");
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
