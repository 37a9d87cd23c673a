using System.Globalization;
using Thriftscope.Idl.Diagnostics;

namespace Thriftscope.Idl.Syntax;

/// <summary>Cuts the text into tokens, one at a time and never looking back, so that its time is linear in the length of the text.</summary>
internal sealed partial class Lexer
{
    private const char ByteOrderMark = '\uFEFF';
    private const char ReplacementCharacter = '\uFFFD';
    private const string Symbols = ":;,{}()=<>[]*&";

    private readonly string _file;
    private readonly string _text;
    private readonly DiagnosticBag _diagnostics;

    private int _position;
    private int _line = 1;
    private int _lineStart;
    private bool _isFirstOnLine = true;

    public Lexer(string file, string text, DiagnosticBag diagnostics)
    {
        _file = file;
        _text = text;
        _diagnostics = diagnostics;
        if (Current == ByteOrderMark)
        {
            _position = _lineStart = 1;
        }
    }

    /// <summary>Whether an error swallowed the rest of the text. That the file then ends too early is no news.</summary>
    public bool IsCutShort { get; private set; }

    private char Current => Peek(0);

    public Token Next()
    {
        List<string>? docComments = SkipTrivia();
        bool isFirstOnLine = _isFirstOnLine;
        _isFirstOnLine = false;

        int start = _position;
        (TokenKind kind, string? text) = Scan();
        text ??= _text.Substring(start, _position - start);
        return new Token(kind, text, LocationFrom(start), isFirstOnLine, docComments ?? (IReadOnlyList<string>)[]);
    }

    /// <summary>Gives up: every further token is the end.</summary>
    public void SkipToEnd()
    {
        IsCutShort = true;
        _position = _text.Length;
    }

    private (TokenKind Kind, string? Text) Scan()
    {
        if (_position >= _text.Length)
        {
            return (TokenKind.End, "");
        }

        if (Current is '"' or '\'')
        {
            return (TokenKind.Literal, ScanLiteral());
        }

        if (IsIdentifierStart(Current))
        {
            ScanIdentifier();
            return (TokenKind.Identifier, null);
        }

        if (StartsNumber())
        {
            return (ScanNumber(), null);
        }

        _position++;
        return (TokenKind.Symbol, null);
    }

    /// <summary>Steps over white space, comments and what has no meaning.</summary>
    /// <returns>The doc comments among it; <see langword="null"/> for none.</returns>
    private List<string>? SkipTrivia()
    {
        List<string>? docComments = null;
        while (_position < _text.Length)
        {
            switch (Current)
            {
                case ' ' or '\t' or '\r' or '\n':
                    Advance();
                    break;
                case '#':
                case '/' when Peek(1) == '/':
                    SkipLine();
                    break;
                case '/' when Peek(1) == '*':
                    if (SkipComment() is { } documentation)
                    {
                        (docComments ??= []).Add(documentation);
                    }

                    break;
                default:
                    if (StartsToken())
                    {
                        return docComments;
                    }

                    SkipUnexpectedCharacter();
                    break;
            }
        }

        return docComments;
    }

    private void SkipLine()
    {
        int end = _text.IndexOf('\n', _position);
        _position = end < 0 ? _text.Length : end;
    }

    /// <summary>Steps over a comment in <c>/* */</c> and answers its text if it is a doc comment.</summary>
    private string? SkipComment()
    {
        int start = _position;
        int end = _text.IndexOf("*/", start + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            _diagnostics.Add(Rules.UnterminatedComment, new SourceLocation(_file, _line, start - _lineStart + 1, start, 2));
            SkipToEnd();
            return null;
        }

        while (_position < end + 2)
        {
            Advance();
        }

        bool isDocComment = _text[start + 2] == '*' && end > start + 2;
        return isDocComment ? DocComment.Clean(_text.Substring(start + 3, end - start - 3)) : null;
    }

    private void SkipUnexpectedCharacter()
    {
        int start = _position;
        _position += char.IsSurrogatePair(Current, Peek(1)) ? 2 : 1;
        if (_text[start] == ReplacementCharacter)
        {
            _diagnostics.Add(Rules.InvalidUtf8, LocationFrom(start));
            return;
        }

        string character = _text.Substring(start, _position - start);
        string shown = char.IsControl(character[0]) || char.IsSurrogate(character[0]) && character.Length == 1
            ? "U+" + ((int)character[0]).ToString("X4", CultureInfo.InvariantCulture)
            : $"'{character}'";
        _diagnostics.Add(Rules.UnexpectedCharacter, LocationFrom(start), shown);
    }

    private void ScanIdentifier()
    {
        while (IsIdentifierPart(Current) || (Current == '.' && IsIdentifierPart(Peek(1))))
        {
            _position++;
        }
    }

    private TokenKind ScanNumber()
    {
        int start = _position;
        if (Current is '+' or '-')
        {
            _position++;
        }

        if (Current == '0' && Peek(1) is 'x' or 'X')
        {
            _position += 2;
            int digits = _position;
            SkipWhile(Uri.IsHexDigit);
            if (_position == digits)
            {
                _diagnostics.Add(Rules.MalformedNumber, LocationFrom(start), _text.Substring(start, _position - start));
            }

            return TokenKind.Integer;
        }

        SkipWhile(IsDigit);
        TokenKind kind = TokenKind.Integer;
        if (Current == '.')
        {
            kind = TokenKind.Double;
            _position++;
            SkipWhile(IsDigit);
        }

        int sign = Peek(1) is '+' or '-' ? 1 : 0;
        if (Current is 'e' or 'E' && IsDigit(Peek(1 + sign)))
        {
            kind = TokenKind.Double;
            _position += 1 + sign;
            SkipWhile(IsDigit);
        }

        return kind;
    }

    private bool StartsToken() =>
        IsIdentifierStart(Current) || StartsNumber() || Current is '"' or '\'' || Symbols.IndexOf(Current) >= 0;

    private bool StartsNumber()
    {
        int sign = Current is '+' or '-' ? 1 : 0;
        return IsDigit(Peek(sign)) || (Peek(sign) == '.' && IsDigit(Peek(sign + 1)));
    }

    private void SkipWhile(Func<char, bool> condition)
    {
        while (condition(Current))
        {
            _position++;
        }
    }

    private void Advance()
    {
        if (_text[_position++] == '\n')
        {
            _line++;
            _lineStart = _position;
            _isFirstOnLine = true;
        }
    }

    /// <summary>The character at an offset from here; NUL, which no token holds, past the end.</summary>
    private char Peek(int offset) => _position + offset < _text.Length ? _text[_position + offset] : '\0';

    /// <summary>The place from a position of the current line to here.</summary>
    private SourceLocation LocationFrom(int start) => new(_file, _line, start - _lineStart + 1, start, _position - start);

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsIdentifierStart(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_';

    private static bool IsIdentifierPart(char c) => IsIdentifierStart(c) || IsDigit(c);
}
