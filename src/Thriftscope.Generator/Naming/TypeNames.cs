using Thriftscope.Idl;

namespace Thriftscope.Generator.Naming;

/// <summary>The C# types of the IDL's types, and their names on the wire.</summary>
internal static class TypeNames
{
    public static string CSharp(IdlType type, CSharpNames names) => type.Resolved switch
    {
        IdlListType list => $"List<{CSharp(list.Element, names)}>",
        IdlSetType set => $"HashSet<{CSharp(set.Element, names)}>",
        IdlMapType map => $"Dictionary<{CSharp(map.Key, names)}, {CSharp(map.Value, names)}>",
        IdlDefinedType defined => names.FullNameOf(defined),
        var basic => basic.Kind switch
        {
            IdlTypeKind.Bool => "bool",
            IdlTypeKind.I8 => "sbyte",
            IdlTypeKind.I16 => "short",
            IdlTypeKind.I32 => "int",
            IdlTypeKind.I64 => "long",
            IdlTypeKind.Double => "double",
            IdlTypeKind.String => "string",
            IdlTypeKind.Binary => "byte[]",
            _ => names.Known.Guid,
        },
    };

    /// <summary>The type of a method's parameter: the outermost collection may be of another class, such as an array.</summary>
    public static string Parameter(IdlType type, CSharpNames names) => type.Resolved switch
    {
        IdlListType list => $"IReadOnlyList<{CSharp(list.Element, names)}>",
        IdlSetType set => $"IReadOnlySet<{CSharp(set.Element, names)}>",
        IdlMapType map => $"IReadOnlyDictionary<{CSharp(map.Key, names)}, {CSharp(map.Value, names)}>",
        _ => CSharp(type, names),
    };

    /// <summary>The member of <c>ThriftType</c>.</summary>
    public static string Wire(IdlType type, CSharpNames names) => $"{names.Known.ThriftType}." + type.Resolved.Kind switch
    {
        IdlTypeKind.Enum => "I32",
        IdlTypeKind.Binary => "String",
        var kind => kind.ToString(),
    };

    public static bool IsValueType(IdlType type) =>
        type.Resolved.Kind is IdlTypeKind.Bool or IdlTypeKind.I8 or IdlTypeKind.I16 or IdlTypeKind.I32 or IdlTypeKind.I64 or IdlTypeKind.Double or IdlTypeKind.Uuid or IdlTypeKind.Enum;

    public static bool IsContainer(IdlType type) => type.Resolved is IdlContainerType;
}
