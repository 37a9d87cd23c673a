using System.Globalization;
using System.Text;

namespace Thriftscope.Idl.Printing;

/// <summary>Writes types, values, literals and annotations as one document sees them.</summary>
internal sealed class ExpressionPrinter(IdlDocument document)
{
    public string Type(IdlType type) => type switch
    {
        IdlListType list => $"list{CppType(list)}<{Type(list.Element)}>{Annotations(list.Annotations)}",
        IdlSetType set => $"set{CppType(set)}<{Type(set.Element)}>{Annotations(set.Annotations)}",
        IdlMapType map => $"map{CppType(map)}<{Type(map.Key)}, {Type(map.Value)}>{Annotations(map.Annotations)}",
        IdlBaseType baseType => $"{baseType}{Annotations(baseType.Annotations)}",
        _ => Name((IIdlDefinition)type),
    };

    public string Name(IIdlDefinition definition) =>
        definition.Document == document ? definition.Name : $"{definition.Document.Name}.{definition.Name}";

    public string Value(IdlValue value, IdlType type) => value switch
    {
        IdlBooleanValue boolean => boolean.Value ? "true" : "false",
        IdlIntegerValue { Member: { } member } => $"{Name((IdlEnum)type.Resolved)}.{member.Name}",
        IdlIntegerValue integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        IdlDoubleValue number => Double(number.Value),
        IdlStringValue text => Literal(text.Value),
        IdlUuidValue uuid => Literal(uuid.Value.ToString("D")),
        IdlListValue list => $"[{string.Join(", ", list.Items.Select(i => Value(i, ElementOf(type))))}]",
        IdlMapValue map => Map(map, (IdlMapType)type.Resolved),
        _ => Struct((IdlStructValue)value),
    };

    public static string Annotations(IReadOnlyList<IdlAnnotation> annotations) =>
        annotations.Count == 0 ? "" : $" ({string.Join(", ", annotations.Select(a => $"{a.Name} = {Literal(a.Value)}"))})";

    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"", text.Length + 2);
        foreach (char c in text)
        {
            literal.Append(c switch
            {
                '\t' => "\\t",
                '\r' => "\\r",
                '\n' => "\\n",
                '\\' => "\\\\",
                '"' => "\\\"",
                _ => c.ToString(),
            });
        }

        return literal.Append('"').ToString();
    }

    private string Map(IdlMapValue value, IdlMapType type) =>
        $"{{{string.Join(", ", value.Entries.Select(e => $"{Value(e.Key, type.Key)}: {Value(e.Value, type.Value)}"))}}}";

    private string Struct(IdlStructValue value) =>
        $"{{{string.Join(", ", value.Fields.Select(f => $"{Literal(f.Key.Name)}: {Value(f.Value, f.Key.Type)}"))}}}";

    private static IdlType ElementOf(IdlType type) =>
        type.Resolved is IdlListType list ? list.Element : ((IdlSetType)type.Resolved).Element;

    private static string CppType(IdlContainerType type) => type.CppType is null ? "" : $" cpp_type {Literal(type.CppType)} ";

    /// <summary>Always with a point or an exponent: without one, <c>-0</c> would be an integer and lose its sign.</summary>
    private static string Double(double value)
    {
        if (double.IsInfinity(value))
        {
            return value > 0 ? "1e999" : "-1e999";
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.IndexOfAny(['.', 'E']) < 0 ? text + ".0" : text;
    }
}
