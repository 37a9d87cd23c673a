namespace Thriftscope.Idl;

/// <summary>A place in a <c>.thrift</c> file.</summary>
/// <param name="File">The file's path, or the name of the text.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in UTF-16 characters, from 1.</param>
/// <param name="Position">The offset in UTF-16 characters from the start of the text.</param>
/// <param name="Length">How many characters the place covers.</param>
public readonly record struct SourceLocation(string File, int Line, int Column, int Position, int Length)
{
    /// <summary>The place as compilers print it: <c>file(line,column)</c>.</summary>
    public override string ToString() => $"{File}({Line},{Column})";
}
