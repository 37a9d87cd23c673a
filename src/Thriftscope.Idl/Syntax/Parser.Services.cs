using Thriftscope.Idl.Diagnostics;

namespace Thriftscope.Idl.Syntax;

/// <summary>Services and their functions.</summary>
internal sealed partial class Parser
{
    private ServiceSyntax ParseService()
    {
        NameSyntax name = ParseDefinitionName("a service");
        NameSyntax? @base = null;
        if (TryTake("extends"))
        {
            Token token = Expect(TokenKind.Identifier, "the name of a service");
            @base = new NameSyntax(token.Text, token.Location);
        }

        Expect('{');
        List<FunctionSyntax> functions = [];
        ParseBody('}', "a function", () => functions.Add(ParseFunction()));
        return new ServiceSyntax(name, @base, functions);
    }

    private FunctionSyntax ParseFunction()
    {
        string? documentation = _token.Documentation;
        bool isOneway = ParseOneway();
        TypeSyntax? returnType = TryTake("void") ? null : ParseType();
        NameSyntax name = ParseName("a function");
        Expect('(');
        List<FieldSyntax> arguments = ParseFields(')');
        List<FieldSyntax> throws = [];
        if (TryTake("throws"))
        {
            Expect('(');
            throws = ParseFields(')');
        }

        IReadOnlyList<IdlAnnotation> annotations = ParseAnnotations();
        SkipSeparator();
        return new FunctionSyntax(name, returnType)
        {
            IsOneway = isOneway,
            Arguments = arguments,
            Throws = throws,
            Documentation = documentation,
            Annotations = annotations,
        };
    }

    private bool ParseOneway()
    {
        if (_token.IsWord("async"))
        {
            _diagnostics.Add(Rules.AsyncDeprecated, _token.Location);
            Take();
            return true;
        }

        return TryTake("oneway");
    }
}
