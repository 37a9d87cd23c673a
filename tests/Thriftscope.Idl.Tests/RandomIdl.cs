using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Thriftscope.Idl.Tests;

/// <summary>
/// Random documents. They are made as text by a generator that knows nothing of the compiler, so that the compiler's
/// own idea of the language is not what it is tested against.
/// </summary>
internal static class RandomIdl
{
    private static readonly string[] Enums = ["E0", "E1", "E2"];
    private static readonly string[] Structs = ["S0", "S1", "S2"];

    public static Arbitrary<string> Documents => Document().ToArbitrary();

    private static Gen<string> Document() =>
        from headers in Maybe("/** File. */\n", "namespace * a.b (k = 'v')\ncpp_include 'x'\n")
        from enums in Gen.CollectToList(Enums, Enum)
        from structs in Gen.CollectToList(Structs, Struct)
        from typedef in Type(2)
        from constants in Gen.CollectToList(Enumerable.Range(0, 4), Constant)
        from functions in Gen.CollectToList(Enumerable.Range(0, 3), Function)
        from definitions in Gen.Shuffle([.. enums, .. structs, .. constants, $"typedef {typedef} T\n", $"service V {{ {string.Concat(functions)} }}\n"])
        select headers + string.Concat(definitions);

    private static Gen<string> Enum(string name) =>
        from doc in Documentation
        from start in Gen.Choose(-5, 5)
        from separator in Separator
        from annotations in Annotations
        select $"{doc}enum {name} {{ A = {start}{separator}B{annotations} {separator}C = {start + 7} }} {annotations}\n";

    private static Gen<string> Struct(string name) =>
        from doc in Documentation
        from kind in Gen.Elements("struct", "union", "exception")
        from fields in Gen.CollectToList(Enumerable.Range(1, 4), Field)
        from annotations in Annotations
        select $"{doc}{kind} {name} {{ {string.Concat(fields)} }} {annotations}\n";

    private static Gen<string> Field(int number) =>
        from doc in Documentation
        from id in Gen.Elements($"{number}:", $"{number * 1000}:", $"-{number * 10}:", "")
        from requiredness in Maybe("optional ")
        from type in Type(2)
        from reference in Maybe("& ")
        from annotations in Annotations
        from separator in Separator
        select $"{doc} {id} {requiredness}{type} {reference}f{number} {annotations}{separator}";

    private static Gen<string> Function(int number) =>
        from doc in Documentation
        from head in Gen.Elements("void", "oneway void", "map<string, S1>", "i32 (a)", "T")
        from arguments in Gen.CollectToList(Enumerable.Range(1, 3), Field)
        from annotations in Annotations
        from separator in Separator
        select $"{doc} {head} g{number}({string.Concat(arguments)}) {annotations}{separator}";

    private static Gen<string> Constant(int number) =>
        from typed in TypedValue(3)
        from doc in Documentation
        from annotations in Annotations
        select $"{doc}const {typed.Type} C{number} = {typed.Value} {annotations}\n";

    private static Gen<string> Type(int depth)
    {
        Gen<string> plain = Gen.Elements(
            ["bool", "byte", "i16", "i32 (a = 'b')", "i64", "double", "string", "binary", "uuid", .. Enums, .. Structs]);
        if (depth == 0)
        {
            return plain;
        }

        Gen<string> inner = Type(depth - 1);
        return Gen.OneOf(
            plain,
            from element in inner
            from annotations in Annotations
            select $"list<{element}>{annotations}",
            from element in inner
            select $"set cpp_type 'x' <{element}>",
            from key in inner
            from value in inner
            select $"map<{key}, {value}>");
    }

    private static Gen<(string Type, string Value)> TypedValue(int depth)
    {
        Gen<(string, string)> scalar = Gen.OneOf(
            Gen.Elements(("bool", "true"), ("bool", "0"), ("E0", "E0.B"), ("uuid", "'00112233-4455-6677-8899-aabbccddeeff'")),
            ArbMap.Default.GeneratorFor<sbyte>().Select(v => ("i8", v.ToString(CultureInfo.InvariantCulture))),
            ArbMap.Default.GeneratorFor<long>().Select(v => ("i64", v.ToString(CultureInfo.InvariantCulture))),
            ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite).Select(v => ("double", v.ToString("R", CultureInfo.InvariantCulture))),
            ArbMap.Default.GeneratorFor<string>().Select(v => ("string", Literal(v ?? ""))));
        if (depth == 0)
        {
            return scalar;
        }

        Gen<(string Type, string Value)> inner = TypedValue(depth - 1);
        return Gen.OneOf(
            scalar,
            from item in inner
            from count in Gen.Choose(0, 3)
            select ($"list<{item.Type}>", $"[{string.Join(", ", Enumerable.Repeat(item.Value, count))}]"),
            from item in inner
            select ($"set<{item.Type}>", $"[{item.Value}]"),
            from key in inner
            from value in inner
            select ($"map<{key.Type}, {value.Type}>", $"{{{key.Value}: {value.Value}}}"));
    }

    /// <summary>Any text that the language can hold: it knows few escapes, and no replacement character.</summary>
    private static string Literal(string text) =>
        "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\ufffd", "?", StringComparison.Ordinal) + "'";

    private static Gen<string> Documentation => Maybe("/** One line. */ ", "/**\n * First.\n *\n *   Third. ** */\n");

    private static Gen<string> Annotations => Maybe(" (a)", " (a = \"x\\\"y\", b.c = 'z')");

    private static Gen<string> Separator => Gen.Elements(",", ";", " ");

    private static Gen<string> Maybe(params string[] values) => Gen.Elements(["", .. values]);
}
