using Thriftscope.Idl.Diagnostics;

namespace Thriftscope.Idl.Syntax;

/// <summary>Types and annotations.</summary>
internal sealed partial class Parser
{
    private TypeSyntax ParseType() => Nested(ParseTypeHere);

    private TypeSyntax ParseTypeHere()
    {
        if (_token.Kind != TokenKind.Identifier)
        {
            throw Unexpected("a type");
        }

        if (Keywords.BaseTypes.TryGetValue(_token.Text, out IdlTypeKind baseType))
        {
            return new BaseTypeSyntax(Take().Location, baseType, ParseAnnotations());
        }

        switch (_token.Text)
        {
            case "list":
                return ParseContainer(IdlTypeKind.List);
            case "set":
                return ParseContainer(IdlTypeKind.Set);
            case "map":
                return ParseContainer(IdlTypeKind.Map);
            case { } word when Keywords.IsKeyword(word):
                throw Unexpected("a type");
            default:
                Token name = Take();
                return new NamedTypeSyntax(name.Location, name.Text);
        }
    }

    private ContainerTypeSyntax ParseContainer(IdlTypeKind kind)
    {
        SourceLocation location = Take().Location;
        string? cppType = ParseCppType();
        Expect('<');
        List<TypeSyntax> arguments = [ParseType()];
        if (kind == IdlTypeKind.Map)
        {
            Expect(',');
            arguments.Add(ParseType());
        }

        Expect('>');
        if (kind == IdlTypeKind.List)
        {
            // The old place of the clause, which only a list has.
            cppType = ParseSecondCppType(cppType);
        }

        return new ContainerTypeSyntax(location, kind, arguments, cppType, ParseAnnotations());
    }

    private string? ParseCppType() => TryTake("cpp_type") ? Expect(TokenKind.Literal, "a C++ type in quotes").Text : null;

    private string? ParseSecondCppType(string? first)
    {
        SourceLocation location = _token.Location;
        string? second = ParseCppType();
        if (first is not null && second is not null)
        {
            _diagnostics.Add(Rules.TwoCppTypes, location);
        }

        return second ?? first;
    }

    private List<IdlAnnotation> ParseAnnotations()
    {
        List<IdlAnnotation> annotations = [];
        if (TryTake('('))
        {
            ParseBody(')', "an annotation", () => annotations.Add(ParseAnnotation()));
        }

        return annotations;
    }

    private IdlAnnotation ParseAnnotation()
    {
        Token name = Expect(TokenKind.Identifier, "an annotation");
        Token? value = TryTake('=') ? Expect(TokenKind.Literal, "the annotation's value in quotes") : null;
        SkipSeparator();
        return new IdlAnnotation(name.Text, value?.Text ?? "1", (value ?? name).Location);
    }
}
