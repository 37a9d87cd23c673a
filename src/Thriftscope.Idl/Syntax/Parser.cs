using Thriftscope.Idl.Diagnostics;

namespace Thriftscope.Idl.Syntax;

/// <summary>
/// Recursive descent over the tokens. What can't be understood is reported once and thrown as
/// <see cref="UnexpectedToken"/> to the nearest place that can go on: the next member of a body or the next definition.
/// </summary>
internal sealed partial class Parser
{
    private readonly Lexer _lexer;
    private readonly DiagnosticBag _diagnostics;
    private readonly Stack<char> _closers = [];
    private Token _token;
    private Token _next;
    private int _depth;

    private Parser(string file, string text, DiagnosticBag diagnostics)
    {
        _lexer = new Lexer(file, text, diagnostics);
        _diagnostics = diagnostics;
        _token = _lexer.Next();
        _next = _lexer.Next();
    }

    public static DocumentSyntax Parse(string file, string text, DiagnosticBag diagnostics) =>
        new Parser(file, text, diagnostics).ParseDocument();

    private bool AtEnd => _token.Kind == TokenKind.End;

    /// <summary>
    /// Whether a definition or a header seems to begin here: its word, and something like a name behind it on the same line.
    /// Inside a body that means that the end of the body is missing.
    /// </summary>
    private bool AtDefinition =>
        _token.Kind == TokenKind.Identifier && (Keywords.IsDefinition(_token.Text) || Keywords.IsHeader(_token.Text)) &&
        _next.Kind is TokenKind.Identifier or TokenKind.Literal && !_next.IsFirstOnLine;

    /// <summary>Whether a bracket stands here that closes a body around this place.</summary>
    private bool AtCloser => _token.Kind == TokenKind.Symbol && _closers.Contains(_token.Text[0]);

    private Token Take()
    {
        Token token = _token;
        _token = _next;
        _next = _lexer.Next();
        return token;
    }

    private bool TryTake(char symbol)
    {
        bool matches = _token.IsSymbol(symbol);
        if (matches)
        {
            Take();
        }

        return matches;
    }

    private bool TryTake(string word)
    {
        bool matches = _token.IsWord(word);
        if (matches)
        {
            Take();
        }

        return matches;
    }

    private void Expect(char symbol)
    {
        if (!TryTake(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }
    }

    /// <summary>Takes a token of a kind. A definition that begins on the next line is not taken for the missing name.</summary>
    private Token Expect(TokenKind kind, string what) =>
        _token.Kind == kind && !(AtDefinition && _token.IsFirstOnLine) ? Take() : throw Unexpected(what);

    private void SkipSeparator()
    {
        if (!TryTake(','))
        {
            TryTake(';');
        }
    }

    /// <summary>The name of what is being defined: no keyword, and without a dot.</summary>
    private NameSyntax ParseName(string of) => ParseName(of, word => !Keywords.IsKeyword(word));

    private NameSyntax ParseName(string of, Func<string, bool> isAllowed)
    {
        Token token = Expect(TokenKind.Identifier, $"the name of {of}");
        if (!isAllowed(token.Text))
        {
            _diagnostics.Add(Rules.KeywordAsName, token.Location, token.Text, of);
        }
        else if (token.Text.IndexOf('.') >= 0)
        {
            _diagnostics.Add(Rules.DottedName, token.Location, token.Text);
        }

        return new NameSyntax(token.Text, token.Location);
    }

    /// <summary>Parses members up to the closing bracket. A member with an error is skipped; a body that does not end, ends here.</summary>
    private void ParseBody(char close, string member, Action parseMember)
    {
        _closers.Push(close);
        ParseMembers(close, member, parseMember);
        _closers.Pop();
    }

    private void ParseMembers(char close, string member, Action parseMember)
    {
        bool isAfterError = false;
        while (!TryTake(close))
        {
            if (AtEnd || AtDefinition || AtCloser)
            {
                if (!isAfterError)
                {
                    ReportUnexpected($"{member} or '{close}'");
                }

                return;
            }

            Token first = _token;
            try
            {
                parseMember();
                isAfterError = false;
            }
            catch (UnexpectedToken)
            {
                SkipMember(mayStay: _token != first);
                isAfterError = true;
            }
        }
    }

    /// <summary>Skips to where the next member seems to begin: behind a separator, or on the next line.</summary>
    /// <param name="mayStay">Whether that may be right here. It may not when nothing was taken yet.</param>
    private void SkipMember(bool mayStay)
    {
        int depth = 0;
        while (!AtEnd && !(AtDefinition && _token.IsFirstOnLine))
        {
            if (depth == 0 && (AtCloser || (mayStay && _token.IsFirstOnLine)))
            {
                return;
            }

            Token token = Take();
            mayStay = true;
            if (depth == 0 && (token.IsSymbol(',') || token.IsSymbol(';')))
            {
                return;
            }

            depth = DepthAfter(token, depth);
        }
    }

    /// <summary>Skips to where the next definition seems to begin.</summary>
    private void SkipDefinition()
    {
        int depth = 0;
        while (!AtEnd && !(AtDefinition && (depth == 0 || _token.IsFirstOnLine)))
        {
            Token token = Take();
            depth = DepthAfter(token, depth);
        }
    }

    private static int DepthAfter(Token token, int depth)
    {
        if (token.Kind != TokenKind.Symbol)
        {
            return depth;
        }

        return token.Text[0] switch
        {
            '{' or '(' or '[' => depth + 1,
            '}' or ')' or ']' => Math.Max(0, depth - 1),
            _ => depth,
        };
    }

    /// <summary>Guards every rule that calls itself.</summary>
    private T Nested<T>(Func<T> parse)
    {
        if (_depth == Limits.Depth)
        {
            _diagnostics.Add(Rules.NestedTooDeep, _token.Location, Limits.Depth);
            SkipToEnd();
            throw new UnexpectedToken();
        }

        _depth++;
        try
        {
            return parse();
        }
        finally
        {
            _depth--;
        }
    }

    private UnexpectedToken Unexpected(string expected)
    {
        ReportUnexpected(expected);
        return new UnexpectedToken();
    }

    private void ReportUnexpected(string expected)
    {
        if (AtEnd && _lexer.IsCutShort)
        {
            return;
        }

        _diagnostics.Add(Rules.Unexpected, _token.Location, expected, _token);
        if (_diagnostics.IsFull)
        {
            SkipToEnd();
        }
    }

    private void SkipToEnd()
    {
        _lexer.SkipToEnd();
        _token = _next = _lexer.Next();
    }

    private sealed class UnexpectedToken : Exception;
}
