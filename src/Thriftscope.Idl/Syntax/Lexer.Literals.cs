using System.Text;
using Thriftscope.Idl.Diagnostics;

namespace Thriftscope.Idl.Syntax;

/// <summary>Literals in quotes. They end on their line; one that does not is taken to end there.</summary>
internal sealed partial class Lexer
{
    private string ScanLiteral()
    {
        int start = _position;
        char quote = _text[_position++];
        var value = new StringBuilder();
        while (_position < _text.Length && Current is not ('\n' or '\r'))
        {
            char c = _text[_position++];
            if (c == quote)
            {
                return value.ToString();
            }

            if (c == ReplacementCharacter)
            {
                _diagnostics.Add(Rules.InvalidUtf8, LocationFrom(_position - 1));
            }

            value.Append(c == '\\' ? ScanEscape() : c);
        }

        _diagnostics.Add(Rules.UnterminatedLiteral, LocationFrom(start) with { Length = 1 }, quote);
        return value.ToString();
    }

    /// <summary>Reads what follows a backslash. An unknown escape stands for its own character, so that one mistake is one error.</summary>
    private char ScanEscape()
    {
        if (_position == _text.Length || Current is '\n' or '\r')
        {
            return '\\';
        }

        char c = _text[_position++];
        switch (c)
        {
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'n':
                return '\n';
            case '\\' or '\'' or '"':
                return c;
            default:
                _diagnostics.Add(Rules.UnknownEscape, LocationFrom(_position - 2), c);
                return c;
        }
    }
}
