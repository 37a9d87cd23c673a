using System.Globalization;
using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>Values of constants and defaults as C# expressions.</summary>
internal static class ValueText
{
    /// <summary>Whether a value of the type can be a constant of C#.</summary>
    public static bool IsConstant(IdlType type) =>
        type.Resolved.Kind is not (IdlTypeKind.Uuid or IdlTypeKind.Binary or IdlTypeKind.List or IdlTypeKind.Set or IdlTypeKind.Map or IdlTypeKind.Struct);

    public static string Of(IdlValue value, IdlType type, CSharpNames names)
    {
        IdlType resolved = type.Resolved;
        switch (value)
        {
            case IdlBooleanValue boolean:
                return boolean.Value ? "true" : "false";
            case IdlIntegerValue integer when resolved is IdlEnum constant:
                return integer.Member is { } member
                    ? $"{names.FullNameOf(constant)}.{names.NameOf(member)}"
                    : $"({names.FullNameOf(constant)})({integer.Value.ToString(CultureInfo.InvariantCulture)})";
            case IdlIntegerValue integer:
                return integer.Value == long.MinValue ? "long.MinValue" : integer.Value.ToString(CultureInfo.InvariantCulture) + (resolved.Kind == IdlTypeKind.I64 ? "L" : "");
            case IdlDoubleValue number:
                return CSharpText.Literal(number.Value);
            case IdlStringValue text when resolved.Kind == IdlTypeKind.Binary:
                return $"[.. {CSharpText.Literal(text.Value)}u8]";
            case IdlStringValue text:
                return CSharpText.Literal(text.Value);
            case IdlUuidValue uuid:
                return $"new {names.Known.Guid}(\"{uuid.Value}\")";
            case IdlListValue list:
                IdlType element = resolved is IdlSetType set ? set.Element : ((IdlListType)resolved).Element;
                string items = string.Join(", ", list.Items.Select(i => Of(i, element, names)));
                return resolved is IdlSetType
                    ? $"new {TypeNames.CSharp(resolved, names)}({names.Known.ThriftComparer}.For<{TypeNames.CSharp(element, names)}>()) {{ {items} }}"
                    : $"new {TypeNames.CSharp(resolved, names)} {{ {items} }}";
            case IdlMapValue map:
                IdlMapType types = (IdlMapType)resolved;
                string entries = string.Join(", ", map.Entries.Select(e => $"[{Of(e.Key, types.Key, names)}] = {Of(e.Value, types.Value, names)}"));
                return $"new {TypeNames.CSharp(resolved, names)}({names.Known.ThriftComparer}.For<{TypeNames.CSharp(types.Key, names)}>()) {{ {entries} }}";
            default:
                IdlStructValue composed = (IdlStructValue)value;
                return OfStruct(composed, names);
        }
    }

    private static string OfStruct(IdlStructValue value, CSharpNames names)
    {
        string type = names.FullNameOf(value.Type);
        if (value.Type.StructKind == IdlStructKind.Union)
        {
            return value.Fields.Count == 1
                ? $"{type}.Of{names.NameOf(value.Fields[0].Key).TrimStart('@')}({Of(value.Fields[0].Value, value.Fields[0].Key.Type, names)})"
                : $"new {type}()";
        }

        return $"new {type} {{ {string.Join(", ", value.Fields.Select(f => $"{names.NameOf(f.Key)} = {Of(f.Value, f.Key.Type, names)}"))} }}";
    }
}
