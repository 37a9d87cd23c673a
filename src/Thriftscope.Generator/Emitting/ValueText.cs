using System.Globalization;
using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>Values of constants and defaults as C# expressions, where their type is known.</summary>
internal static class ValueText
{
    /// <summary>Whether a value of the type can be a constant of C#.</summary>
    public static bool IsConstant(IdlType type) =>
        type.Resolved.Kind is not (IdlTypeKind.Uuid or IdlTypeKind.Binary or IdlTypeKind.List or IdlTypeKind.Set or IdlTypeKind.Map or IdlTypeKind.Struct);

    /// <param name="value">The value.</param>
    /// <param name="type">Its type.</param>
    /// <param name="names">The names of C#.</param>
    /// <param name="isInBraces">Whether it stands in the braces of a collection, where a list in brackets would be taken for a key.</param>
    public static string Of(IdlValue value, IdlType type, CSharpNames names, bool isInBraces = false)
    {
        IdlType resolved = type.Resolved;
        return value switch
        {
            IdlBooleanValue boolean => boolean.Value ? "true" : "false",
            IdlIntegerValue integer when resolved is IdlEnum constant => Member(integer, constant, names),
            IdlIntegerValue integer => Integer(integer.Value, resolved.Kind),
            IdlDoubleValue number => CSharpText.Literal(number.Value),
            IdlStringValue text => CSharpText.Literal(text.Value) + (resolved.Kind == IdlTypeKind.Binary ? "u8.ToArray()" : ""),
            IdlUuidValue uuid => $"new {names.Known.Guid}(\"{uuid.Value}\")",
            IdlListValue list when resolved is IdlSetType set => $"new({Comparer(set.Element, names)}){Items(list.Items.Select(i => Of(i, set.Element, names, isInBraces: true)))}",
            IdlListValue list => List(list, ((IdlListType)resolved).Element, names, isInBraces),
            IdlMapValue map => Map(map, (IdlMapType)resolved, names),
            _ => Struct((IdlStructValue)value, names),
        };
    }

    /// <summary>How the members of a set or the keys of a map are compared.</summary>
    public static string Comparer(IdlType type, CSharpNames names) => $"{names.Known.ThriftComparer}.For<{TypeNames.CSharp(type, names)}>()";

    private static string Member(IdlIntegerValue value, IdlEnum type, CSharpNames names) => value.Member is { } member
        ? $"{names.QualifierOf(type)}.{names.NameOf(member, type)}"
        : $"({names.FullNameOf(type)})({value.Value.ToString(CultureInfo.InvariantCulture)})";

    private static string Integer(long value, IdlTypeKind kind) =>
        value == long.MinValue ? "long.MinValue" : value.ToString(CultureInfo.InvariantCulture) + (kind == IdlTypeKind.I64 ? "L" : "");

    private static string List(IdlListValue list, IdlType element, CSharpNames names, bool isInBraces)
    {
        IEnumerable<string> items = list.Items.Select(i => Of(i, element, names, isInBraces));
        return isInBraces ? $"new(){Items(items)}" : $"[{string.Join(", ", items)}]";
    }

    private static string Map(IdlMapValue map, IdlMapType type, CSharpNames names) =>
        $"new({Comparer(type.Key, names)}){Items(map.Entries.Select(e => $"[{Of(e.Key, type.Key, names)}] = {Of(e.Value, type.Value, names)}"))}";

    private static string Struct(IdlStructValue value, CSharpNames names)
    {
        IEnumerable<(string Name, string Value)> fields = value.Fields.Select(f => (names.NameOf(f.Key, value.Type), Of(f.Value, f.Key.Type, names)));
        if (value.Type.StructKind != IdlStructKind.Union || value.Fields.Count == 0)
            return $"new {names.FullNameOf(value.Type)}{(value.Fields.Count == 0 ? "()" : Items(fields.Select(f => $"{f.Name} = {f.Value}")))}";
        (string name, string only) = fields.Single();
        return $"{names.QualifierOf(value.Type)}.Of{name.TrimStart('@')}({only})";
    }

    private static string Items(IEnumerable<string> items) => string.Join(", ", items) is { Length: > 0 } all ? $" {{ {all} }}" : "";
}
