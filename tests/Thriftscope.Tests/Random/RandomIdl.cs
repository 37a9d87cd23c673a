using FsCheck;
using FsCheck.Fluent;

namespace Thriftscope.Tests.Random;

/// <summary>
/// Random IDL with every type in every place. It always has the struct <c>Root</c>, and a service <c>V</c> with the methods
/// <c>call</c>, <c>nothing</c> and <c>tell</c> (oneway).
/// </summary>
internal static class RandomIdl
{
    // Values of these end: the first field of U is a number, and no field of a struct's type is required.
    private static readonly string[] Structs = ["Root", "S", "U", "X"];

    private static readonly (string Type, string Default)[] Defaults =
    [
        ("i32", "7"), ("string", "'seven'"), ("double", "1.5"), ("bool", "true"), ("E", "E.B"),
        ("list<i32>", "[1, 2]"), ("map<string, E>", "{'a': E.A}"), ("set<i16>", "[3]"), ("uuid", "'00112233-4455-6677-8899-aabbccddeeff'"),
    ];

    public static Gen<string> Documents =>
        from typedef in Type(2)
        from root in Fields(6)
        from inner in Fields(3)
        from exception in Fields(2)
        from arms in Gen.CollectToList(Enumerable.Range(2, 3), n => Type(1).Select(t => $"{n}: {t} u{n}"))
        from arguments in Fields(3)
        from result in Type(2)
        select $$"""
            enum E { A = -1, B = 3, C = 70000 }
            struct Root { {{root}} }
            struct S { {{inner}} }
            union U { 1: i32 u1, {{string.Join(", ", arms)}} }
            exception X { {{exception}} }
            typedef {{typedef}} T
            service V {
              {{result}} call({{arguments}}) throws (1: X failed),
              void nothing({{arguments}}),
              oneway void tell({{arguments}})
            }
            """;

    private static Gen<string> Fields(int count) =>
        Gen.CollectToList(Enumerable.Range(1, count), Field).Select(fields => string.Join(", ", fields));

    private static Gen<string> Field(int number) =>
        from id in Gen.Elements(number, number, -number, number * 300)
        from field in Gen.Frequency(
            (4, from requiredness in Gen.Elements("", "optional ", "required ")
                from type in Type(2)
                select $"{(Structs.Contains(type) || type == "T" ? "" : requiredness)}{type} f{number}"),
            (1, Gen.Elements(Defaults).Select(d => $"{d.Type} f{number} = {d.Default}")))
        select $"{id}: {field}";

    private static Gen<string> Type(int depth)
    {
        Gen<string> plain = Gen.Elements(["bool", "i8", "i16", "i32", "i64", "double", "string", "binary", "uuid", "E", .. Structs]);
        if (depth == 0)
            return plain;
        Gen<string> inner = Type(depth - 1);
        return Gen.Frequency(
            (4, plain),
            (2, inner.Select(t => $"list<{t}>")),
            (2, inner.Select(t => $"set<{t}>")),
            (2, from key in inner
                from value in inner
                select $"map<{key}, {value}>"));
    }
}
