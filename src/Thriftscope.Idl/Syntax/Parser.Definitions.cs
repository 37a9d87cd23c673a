using Thriftscope.Idl.Diagnostics;

namespace Thriftscope.Idl.Syntax;

/// <summary>Constants, typedefs, enums, structs and their fields.</summary>
internal sealed partial class Parser
{
    /// <returns>The definition, or <see langword="null"/> for one that was removed from the language and is only stepped over.</returns>
    private DefinitionSyntax? ParseDefinition()
    {
        string? documentation = _token.Documentation;
        Token word = Take();
        DefinitionSyntax definition;
        switch (word.Kind == TokenKind.Identifier ? word.Text : null)
        {
            case "const":
                definition = ParseConstant();
                break;
            case "typedef":
                definition = ParseTypedef();
                break;
            case "enum":
                definition = ParseEnum();
                break;
            case "struct":
                definition = ParseStruct(IdlStructKind.Struct);
                break;
            case "union":
                definition = ParseStruct(IdlStructKind.Union);
                break;
            case "exception":
                definition = ParseStruct(IdlStructKind.Exception);
                break;
            case "service":
                definition = ParseService();
                break;
            case "senum":
                _diagnostics.Add(Rules.SenumRemoved, word.Location);
                SkipDefinition();
                return null;
            default:
                string suggestion = _diagnostics.Suggest(word.Text, Keywords.DefinitionsAndHeaders);
                _diagnostics.Add(Rules.DefinitionExpected, word.Location, word, suggestion);
                _definitionName = _token.Text;
                throw new UnexpectedToken();
        }

        return definition with { Documentation = documentation, Annotations = ParseAnnotations() };
    }

    private ConstantSyntax ParseConstant()
    {
        TypeSyntax type = ParseType();
        NameSyntax name = ParseDefinitionName("a constant");
        Expect('=');
        return new ConstantSyntax(name, type, ParseValue());
    }

    private TypedefSyntax ParseTypedef()
    {
        TypeSyntax target = ParseType();
        return new TypedefSyntax(ParseDefinitionName("a typedef"), target);
    }

    private EnumSyntax ParseEnum()
    {
        NameSyntax name = ParseDefinitionName("an enum");
        Expect('{');
        List<EnumMemberSyntax> members = [];
        ParseBody('}', "an enum member", () => members.Add(ParseEnumMember()));
        return new EnumSyntax(name, members);
    }

    private EnumMemberSyntax ParseEnumMember()
    {
        string? documentation = _token.Documentation;
        NameSyntax name = ParseName("an enum member");
        ValueSyntax? value = TryTake('=') ? ParseInteger("an integer") : null;
        IReadOnlyList<IdlAnnotation> annotations = ParseAnnotations();
        SkipSeparator();
        return new EnumMemberSyntax(name, value, documentation, annotations);
    }

    private StructSyntax ParseStruct(IdlStructKind kind)
    {
        NameSyntax name = ParseDefinitionName($"{(kind == IdlStructKind.Struct ? "a" : "an")} {kind.ToString().ToLowerInvariant()}");
        TryTake("xsd_all");
        Expect('{');
        return new StructSyntax(name, kind, ParseFields('}'));
    }

    private List<FieldSyntax> ParseFields(char close)
    {
        List<FieldSyntax> fields = [];
        ParseBody(close, "a field", () => fields.Add(ParseField()));
        return fields;
    }

    private FieldSyntax ParseField()
    {
        string? documentation = _token.Documentation;
        ValueSyntax? id = null;
        if (_token.Kind == TokenKind.Integer)
        {
            id = ParseInteger("a field id");
            Expect(':');
        }

        SourceLocation requirednessLocation = _token.Location;
        IdlRequiredness requiredness =
            TryTake("required") ? IdlRequiredness.Required :
            TryTake("optional") ? IdlRequiredness.Optional : IdlRequiredness.Default;

        TypeSyntax type = ParseType();
        bool isReference = TryTake('&');
        NameSyntax name = ParseName("a field", Keywords.CanNameField);
        ValueSyntax? value = TryTake('=') ? ParseValue() : null;
        SkipXsd();
        IReadOnlyList<IdlAnnotation> annotations = ParseAnnotations();
        SkipSeparator();
        return new FieldSyntax(name, type)
        {
            Id = id,
            Requiredness = requiredness,
            RequirednessLocation = requirednessLocation,
            IsReference = isReference,
            Default = value,
            Documentation = documentation,
            Annotations = annotations,
        };
    }

    /// <summary>XML schema hints: part of the grammar, and of no use to anything today.</summary>
    private void SkipXsd()
    {
        TryTake("xsd_optional");
        TryTake("xsd_nillable");
        if (TryTake("xsd_attrs"))
        {
            Expect('{');
            Nested(() => ParseFields('}'));
        }
    }
}
