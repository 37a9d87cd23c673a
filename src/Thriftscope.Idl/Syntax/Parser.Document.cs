using Thriftscope.Idl.Diagnostics;

namespace Thriftscope.Idl.Syntax;

/// <summary>The headers, and the list of definitions.</summary>
internal sealed partial class Parser
{
    private readonly List<IdlNamespace> _namespaces = [];
    private readonly List<IncludeSyntax> _includes = [];
    private readonly List<string> _cppIncludes = [];
    private readonly List<DefinitionSyntax> _definitions = [];
    private readonly List<string> _brokenNames = [];
    private string _definitionName = "";

    private DocumentSyntax ParseDocument()
    {
        string? documentation = DocumentationOfFile();
        while (!AtEnd)
        {
            try
            {
                ParseHeaderOrDefinition();
            }
            catch (UnexpectedToken)
            {
                _brokenNames.Add(_definitionName);
                SkipDefinition();
            }

            SkipSeparator();
        }

        return new DocumentSyntax(documentation, _namespaces, _includes, _cppIncludes, _definitions) { BrokenNames = _brokenNames };
    }

    /// <summary>A doc comment at the head belongs to the file, unless it is the one right before the first definition.</summary>
    private string? DocumentationOfFile()
    {
        IReadOnlyList<string> comments = _token.DocComments;
        bool belongsToFile = comments.Count > 1 || (comments.Count == 1 && !Keywords.IsDefinition(_token.Text));
        return belongsToFile ? comments[0] : null;
    }

    private void ParseHeaderOrDefinition()
    {
        string word = _token.Kind == TokenKind.Identifier ? _token.Text : "";
        if (Keywords.IsHeader(word))
        {
            if (_definitions.Count > 0)
            {
                _diagnostics.Add(Rules.HeaderAfterDefinition, _token.Location, word);
            }

            ParseHeader();
        }
        else if (Keywords.OldNamespaces.TryGetValue(word, out string? scope))
        {
            _diagnostics.Add(Rules.OldNamespace, _token.Location, word, scope);
            Take();
            Take();
        }
        else if (ParseDefinition() is { } definition)
        {
            _definitions.Add(definition);
        }
    }

    private NameSyntax ParseDefinitionName(string of)
    {
        NameSyntax name = ParseName(of);
        _definitionName = name.Text;
        return name;
    }

    private void ParseHeader()
    {
        switch (Take().Text)
        {
            case "include":
                Token include = Expect(TokenKind.Literal, "a file name in quotes");
                _includes.Add(new IncludeSyntax(include.Text, include.Location));
                break;
            case "cpp_include":
                _cppIncludes.Add(Expect(TokenKind.Literal, "a file name in quotes").Text);
                break;
            default:
                string scope = TryTake('*') ? "*" : Expect(TokenKind.Identifier, "a language or '*'").Text;
                string name = Expect(TokenKind.Identifier, "a namespace").Text;
                _namespaces.Add(new IdlNamespace(scope, name, ParseAnnotations()));
                break;
        }
    }
}
