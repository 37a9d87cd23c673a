using System.Globalization;
using System.Text;

namespace Thriftscope.Idl.Printing;

/// <summary>Writes headers and definitions, in the order of the text that the model came from.</summary>
internal sealed class DocumentPrinter(IdlDocument document)
{
    private readonly StringBuilder _text = new();
    private readonly ExpressionPrinter _expressions = new(document);

    public string Print()
    {
        Documentation(document.Documentation, "");
        foreach (IdlDocument include in document.Includes)
        {
            Line($"include {ExpressionPrinter.Literal(include.Name + ".thrift")}");
        }

        foreach (string include in document.CppIncludes)
        {
            Line($"cpp_include {ExpressionPrinter.Literal(include)}");
        }

        foreach (IdlNamespace line in document.Namespaces)
        {
            Line($"namespace {line.Scope} {line.Name}{ExpressionPrinter.Annotations(line.Annotations)}");
        }

        IEnumerable<IIdlDefinition> definitions =
            [.. document.Constants, .. document.Typedefs, .. document.Enums, .. document.Structs, .. document.Services];
        foreach (IIdlDefinition definition in definitions.OrderBy(d => d.Location.Position))
        {
            Definition(definition);
        }

        return _text.ToString();
    }

    private void Definition(IIdlDefinition definition)
    {
        Line("");
        Documentation(definition.Documentation, "");
        switch (definition)
        {
            case IdlConstant constant:
                Text($"const {_expressions.Type(constant.Type)} {constant.Name} = {_expressions.Value(constant.Value, constant.Type)}");
                break;
            case IdlTypedef typedef:
                Text($"typedef {_expressions.Type(typedef.Target)} {typedef.Name}");
                break;
            case IdlEnum @enum:
                Body($"enum {@enum.Name}", @enum.Members, Member);
                break;
            case IdlStruct @struct:
                string keyword = @struct.StructKind.ToString().ToLowerInvariant();
                Body($"{keyword} {@struct.Name}", @struct.Fields, f => Field(f, isInUnion: @struct.StructKind == IdlStructKind.Union));
                break;
            case IdlService service:
                string extends = service.Base is null ? "" : $" extends {_expressions.Name(service.Base)}";
                Body($"service {service.Name}{extends}", service.Functions, Function);
                break;
        }

        Line(ExpressionPrinter.Annotations(definition.Annotations));
    }

    private void Body<T>(string head, IReadOnlyList<T> members, Action<T> print)
    {
        Line(head + " {");
        foreach (T member in members)
        {
            print(member);
            Line("");
        }

        Text("}");
    }

    private void Member(IdlEnumMember member)
    {
        Documentation(member.Documentation, "  ");
        string value = member.Value.ToString(CultureInfo.InvariantCulture);
        Text($"  {member.Name} = {value}{ExpressionPrinter.Annotations(member.Annotations)}");
    }

    private void Function(IdlFunction function)
    {
        Documentation(function.Documentation, "  ");
        string oneway = function.IsOneway ? "oneway " : "";
        string type = function.ReturnType is null ? "void" : _expressions.Type(function.ReturnType);
        Fields($"  {oneway}{type} {function.Name}(", function.Arguments);
        if (function.Throws.Count > 0)
        {
            Fields(" throws (", function.Throws);
        }

        Text(ExpressionPrinter.Annotations(function.Annotations));
    }

    private void Fields(string head, IReadOnlyList<IdlField> fields)
    {
        Text(head);
        foreach (IdlField field in fields)
        {
            Line("");
            Field(field, isInUnion: false);
        }

        Text(")");
    }

    private void Field(IdlField field, bool isInUnion)
    {
        Documentation(field.Documentation, "    ");
        string id = field.HasExplicitId ? field.Id.ToString(CultureInfo.InvariantCulture) + ": " : "";
        string requiredness = isInUnion || field.Requiredness == IdlRequiredness.Default
            ? ""
            : field.Requiredness.ToString().ToLowerInvariant() + " ";
        string reference = field.IsReference ? "& " : "";
        string value = field.Default is null ? "" : $" = {_expressions.Value(field.Default, field.Type)}";
        string annotations = ExpressionPrinter.Annotations(field.Annotations);
        Text($"    {id}{requiredness}{_expressions.Type(field.Type)} {reference}{field.Name}{value}{annotations},");
    }

    private void Documentation(string? documentation, string indentation)
    {
        if (documentation is null)
        {
            return;
        }

        Line(indentation + "/**");
        foreach (string line in documentation.Split('\n'))
        {
            Line($"{indentation} * {line}");
        }

        Line(indentation + " */");
    }

    private void Text(string text) => _text.Append(text);

    private void Line(string text) => _text.Append(text).Append('\n');
}
