namespace Thriftscope.Idl.Syntax;

internal enum TokenKind
{
    End,

    /// <summary>A name, a keyword or a dotted reference.</summary>
    Identifier,

    Integer,

    Double,

    /// <summary>A string in quotes.</summary>
    Literal,

    /// <summary>One character of punctuation.</summary>
    Symbol,
}

/// <summary>The smallest unit of the grammar.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The characters; of a literal, the text with its escapes resolved.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="IsFirstOnLine">Whether only white space and comments stand before it on its line. Recovery goes by it.</param>
/// <param name="DocComments">The doc comments before it, oldest first.</param>
internal readonly record struct Token(
    TokenKind Kind, string Text, SourceLocation Location, bool IsFirstOnLine, IReadOnlyList<string> DocComments)
{
    public string? Documentation => DocComments.Count == 0 ? null : DocComments[DocComments.Count - 1];

    public bool IsSymbol(char symbol) => Kind == TokenKind.Symbol && Text[0] == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Identifier && Text == word;

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end of the file",
        TokenKind.Integer or TokenKind.Double => $"the number {Text}",
        TokenKind.Literal => "a literal",
        _ => $"'{Text}'",
    };
}
