namespace Thriftscope.Interop.Tests;

/// <summary>A value, in C# and as a Python expression, and the method that sends it back.</summary>
internal sealed record EchoCase(string Name, string Method, object Value, string Python)
{
    private static readonly double[] Row = [double.NaN, double.PositiveInfinity, double.Epsilon];

    public static IReadOnlyDictionary<string, EchoCase> All { get; } = new EchoCase[]
    {
        new("true", "echoBool", true, "True"),
        new("false", "echoBool", false, "False"),
        new("smallest byte", "echoByte", sbyte.MinValue, "-128"),
        new("largest byte", "echoByte", sbyte.MaxValue, "127"),
        new("smallest i16", "echoI16", short.MinValue, "-2**15"),
        new("largest i16", "echoI16", short.MaxValue, "2**15 - 1"),
        new("smallest i32", "echoI32", int.MinValue, "-2**31"),
        new("largest i32", "echoI32", int.MaxValue, "2**31 - 1"),
        new("smallest i64", "echoI64", long.MinValue, "-2**63"),
        new("largest i64", "echoI64", long.MaxValue, "2**63 - 1"),
        new("zero", "echoI64", 0L, "0"),
        new("fraction", "echoDouble", 0.1, "0.1"),
        new("largest double", "echoDouble", double.MaxValue, "1.7976931348623157e308"),
        new("smallest double", "echoDouble", double.Epsilon, "5e-324"),
        new("infinity", "echoDouble", double.PositiveInfinity, "float('inf')"),
        new("negative infinity", "echoDouble", double.NegativeInfinity, "float('-inf')"),
        new("not a number", "echoDouble", double.NaN, "float('nan')"),
        new("minus zero", "echoDouble", -0.0, "-0.0"),
        new("empty string", "echoString", "", "''"),
        new("non-ASCII string", "echoString", "Grüße, мир, 你好", "'Grüße, мир, 你好'"),
        new("astral string", "echoString", "😀𝄞", "'😀𝄞'"),
        new("control characters", "echoString", "a\0b\r\n\t\u007f", @"'a\0b\r\n\t\x7f'"),
        new("empty binary", "echoBinary", Array.Empty<byte>(), "b''"),
        new("every byte", "echoBinary", EveryByte(1), "bytes(range(256))"),
        new("enum member", "echoColor", -3, "Color.BLUE"),
        new("unknown enum number", "echoColor", 42, "42"),

        new("empty list", "echoWords", new List<string>(), "[]"),
        new("list", "echoWords", new List<string> { "", "a", "ü" }, "['', 'a', 'ü']"),
        new("nested list", "echoMatrix", new List<List<double>> { new(), new() { 1.5 }, new(Row) }, "[[], [1.5], [float('nan'), float('inf'), 5e-324]]"),
        new("empty set", "echoNumbers", new HashSet<long>(), "set()"),
        new("set", "echoNumbers", new HashSet<long> { long.MinValue, 0, long.MaxValue }, "{-2**63, 0, 2**63 - 1}"),
        new("set of strings", "echoLabels", new HashSet<string> { "", "x", "😀" }, "{'', 'x', '😀'}"),
        new("empty map", "echoPeople", new Dictionary<string, ThriftStruct>(), "{}"),
        new(
            "map of structs",
            "echoPeople",
            new Dictionary<string, ThriftStruct> { ["ann"] = Struct("Person", new { name = "Ann", age = 41 }), [""] = Struct("Person", new { name = "" }) },
            "{'ann': Person(name='Ann', age=41), '': Person(name='')}"),
        new(
            "nested containers",
            "echoNested",
            new Dictionary<int, List<Dictionary<short, HashSet<string>>>> { [1] = [new() { [1] = ["a", "b"], [-1] = [] }, new()], [99] = [] },
            "{Color.RED: [{1: {'a', 'b'}, -1: set()}, {}], 99: []}"),

        new(
            "struct of smallest values",
            "echoScalars",
            Struct("Scalars", new { flag = false, tiny = sbyte.MinValue, small = short.MinValue, medium = int.MinValue, large = long.MinValue, real = -0.0, text = "", raw = EveryByte(1), color = "BLUE" }),
            "Scalars(flag=False, tiny=-128, small=-2**15, medium=-2**31, large=-2**63, real=-0.0, text='', raw=bytes(range(256)), color=Color.BLUE)"),
        new(
            "struct of largest values",
            "echoScalars",
            Struct("Scalars", new { flag = true, tiny = sbyte.MaxValue, small = short.MaxValue, medium = int.MaxValue, large = long.MaxValue, real = double.MaxValue, text = "😀", raw = Array.Empty<byte>(), color = 42 }),
            "Scalars(flag=True, tiny=127, small=2**15 - 1, medium=2**31 - 1, large=2**63 - 1, real=1.7976931348623157e308, text='😀', raw=b'', color=42)"),
        new(
            "nested structs",
            "echoTeam",
            Struct("Team", new { leader = new { name = "Ann", age = 41 }, members = new[] { new { name = "Bo" }, new { name = "Cy" } }, topics = new { label = "root", children = new[] { new { label = "leaf" } } } }),
            "Team(leader=Person(name='Ann', age=41), members=[Person(name='Bo'), Person(name='Cy')], topics=Tree(label='root', children=[Tree(label='leaf')]))"),
        new("recursive struct", "echoTree", Chain(20), "functools.reduce(lambda tree, n: Tree(label=str(n), children=[tree]), range(20), Tree(label='leaf', children=[]))"),
        new("union with a number", "echoShape", Struct("Shape", new { circle = 1.5 }), "Shape(circle=1.5)"),
        new("union with a list", "echoShape", Struct("Shape", new { polygon = new[] { 3, 4, 5 } }), "Shape(polygon=[3, 4, 5])"),
        new("union with a struct", "echoShape", Struct("Shape", new { portrait = new { name = "Ann" } }), "Shape(portrait=Person(name='Ann'))"),
        new("absent optional fields", "echoOptionals", InteropIdl.Module.NewStruct("Optionals"), "Optionals()"),
        new(
            "present optional fields",
            "echoOptionals",
            Struct("Optionals", new { flag = false, number = 0, text = "", items = Array.Empty<int>(), person = new { name = "" } }),
            "Optionals(flag=False, number=0, text='', items=[], person=Person(name=''))"),
        new("default values", "echoDefaults", InteropIdl.Module.NewStruct("Defaults"), "Defaults()"),
        new(
            "other than default values",
            "echoDefaults",
            Struct("Defaults", new { count = 0, greeting = "", primes = Array.Empty<int>(), color = "RED", flag = false }),
            "Defaults(count=0, greeting='', primes=[], color=Color.RED, flag=False)"),

        new("1 MiB binary", "echoBinary", EveryByte(4096), "bytes(range(256)) * 4096"),
        new("1 MB string", "echoString", string.Concat(Enumerable.Repeat("Grüße 😀", 80_000)), "'Grüße 😀' * 80_000"),
        new("1 MB list", "echoWords", Enumerable.Range(0, 100_000).Select(n => $"word {n}").ToList(), "[f'word {n}' for n in range(100_000)]"),
    }.ToDictionary(c => c.Name);

    private static ThriftStruct Struct(string name, object values) => InteropIdl.Module.NewStruct(name, values);

    private static byte[] EveryByte(int times) => [.. Enumerable.Range(0, 256 * times).Select(n => (byte)n)];

    private static ThriftStruct Chain(int length) =>
        Enumerable.Range(0, length).Aggregate(
            Struct("Tree", new { label = "leaf", children = Array.Empty<object>() }), (tree, n) => Struct("Tree", new { label = $"{n}", children = new[] { tree } }));
}
