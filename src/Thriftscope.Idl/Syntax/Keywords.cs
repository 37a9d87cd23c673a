namespace Thriftscope.Idl.Syntax;

/// <summary>The words of the grammar. Words that are reserved in other languages only are plain names.</summary>
internal static class Keywords
{
    public static readonly IReadOnlyDictionary<string, IdlTypeKind> BaseTypes = new Dictionary<string, IdlTypeKind>
    {
        ["bool"] = IdlTypeKind.Bool,
        ["byte"] = IdlTypeKind.I8,
        ["i8"] = IdlTypeKind.I8,
        ["i16"] = IdlTypeKind.I16,
        ["i32"] = IdlTypeKind.I32,
        ["i64"] = IdlTypeKind.I64,
        ["double"] = IdlTypeKind.Double,
        ["string"] = IdlTypeKind.String,
        ["binary"] = IdlTypeKind.Binary,
        ["uuid"] = IdlTypeKind.Uuid,
    };

    /// <summary>The header words of early Thrift, and the scope that <c>namespace</c> takes in their place.</summary>
    public static readonly IReadOnlyDictionary<string, string> OldNamespaces = new Dictionary<string, string>
    {
        ["cpp_namespace"] = "cpp",
        ["csharp_namespace"] = "csharp",
        ["delphi_namespace"] = "delphi",
        ["java_package"] = "java",
        ["perl_package"] = "perl",
        ["php_namespace"] = "php",
        ["py_module"] = "py",
        ["ruby_namespace"] = "rb",
        ["smalltalk_category"] = "st",
        ["smalltalk_prefix"] = "st",
        ["xsd_namespace"] = "xsd",
    };

    public static readonly IReadOnlyList<string> DefinitionsAndHeaders =
        ["const", "typedef", "enum", "struct", "union", "exception", "service", "include", "cpp_include", "namespace"];

    private static readonly HashSet<string> Headers = ["include", "cpp_include", "namespace"];

    private static readonly HashSet<string> Definitions =
        ["const", "typedef", "enum", "senum", "struct", "union", "exception", "service"];

    private static readonly HashSet<string> Others =
    [
        "void", "list", "set", "map", "required", "optional", "oneway", "async", "extends", "throws", "true", "false",
        "cpp_type", "xsd_all", "xsd_optional", "xsd_nillable", "xsd_attrs",
    ];

    /// <summary>The keywords that could follow the name of a field, or be its value, and so can't be its name.</summary>
    private static readonly HashSet<string> NoFieldNames =
        ["cpp_type", "xsd_all", "xsd_optional", "xsd_nillable", "xsd_attrs", "true", "false"];

    public static bool IsHeader(string word) => Headers.Contains(word);

    public static bool IsDefinition(string word) => Definitions.Contains(word);

    public static bool IsKeyword(string word) =>
        BaseTypes.ContainsKey(word) || Headers.Contains(word) || (Definitions.Contains(word) && word != "senum") || Others.Contains(word);

    public static bool CanNameField(string word) => !NoFieldNames.Contains(word);
}
