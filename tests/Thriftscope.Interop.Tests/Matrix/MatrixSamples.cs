namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>The samples that each side of the matrix has of its own, and the values that the echo methods are called with.</summary>
internal static class MatrixSamples
{
    public const string Text = "Grüße, мир, 你好 😀𝄞";
    public const string Controls = "\u0001\b\t\n\v\f\r\u001b\"\\/\u007f\u0080\u2028";

    private const int UnknownColor = 42;
    private static readonly byte[] EveryByte = [.. Enumerable.Range(0, 256).Select(n => (byte)n)];
    private static readonly double[] Doubles =
        [0, 0.1, 1.0 / 3, 1e21, 1e-7, double.MaxValue, double.MinValue, double.Epsilon, 2.2250738585072014e-308];

    // The arrays are arguments here once each.
#pragma warning disable CA1861
    public static IReadOnlyDictionary<string, ThriftStruct> All { get; } =
        new Dictionary<string, ThriftStruct> { ["empty"] = Empty(), ["full"] = Full(), ["sixteen"] = Sixteen() };

    /// <summary>By case; the method is the part of its name before a dash.</summary>
    public static IReadOnlyDictionary<string, object[]> Echoes { get; } = new Dictionary<string, object[]>
    {
        ["echoBool"] = [true, false],
        ["echoByte"] = [.. Integers(8).Select(n => (object)(sbyte)n)],
        ["echoI16"] = [.. Integers(16).Select(n => (object)(short)n)],
        ["echoI32"] = [.. Integers(32).Concat(Edges()).Select(n => (object)(int)n)],
        ["echoI64"] = [.. Integers(64).Concat(Edges()).Concat([(1L << 53) + 1, -(1L << 53) - 1, 1L << 35, 1L << 62]).Select(n => (object)n)],
        ["echoDouble"] = [.. Doubles.Select(n => (object)n)],
        ["echoDouble-special"] = [double.PositiveInfinity, double.NegativeInfinity, double.NaN],
        ["echoDouble-minus-zero"] = [-0.0],
        ["echoString"] = ["", "a", Text, Controls, new string('x', 5000)],
        ["echoString-nul"] = ["a\0b"],
        ["echoBinary"] = [Array.Empty<byte>(), new byte[] { 255 }, new byte[] { 254, 255 }, new byte[] { 0, 1, 2 }, EveryByte],
        ["echoColor"] = [1, -3, UnknownColor],
        ["echoBools"] = [new List<bool>(), new List<bool> { true }, new List<bool> { false }, Range(40, n => n % 2 == 0)],
        ["echoDoubles"] = [new List<List<double>>(), new List<List<double>> { new(), new(Doubles) }],
        ["echoNumbers"] = [new HashSet<int>(), new HashSet<int> { int.MinValue, 0, int.MaxValue }],
        ["echoLabels"] = [new HashSet<string>(), new HashSet<string> { "", "x", "😀" }],
        ["echoFlags"] = [new Dictionary<string, bool>(), new Dictionary<string, bool> { ["yes"] = true, ["no"] = false }],
        ["echoPeople"] = [new Dictionary<string, ThriftStruct>(), new Dictionary<string, ThriftStruct> { ["ann"] = Person("Ann", 41), [""] = Person("") }],
        ["echoNested"] =
        [
            new Dictionary<int, List<Dictionary<short, HashSet<string>>>>(),
            new Dictionary<int, List<Dictionary<short, HashSet<string>>>> { [1] = [new() { [1] = ["a", "b"], [-1] = [] }, new()], [99] = [] },
        ],
        ["echoBoolKeys"] = [new Dictionary<bool, string>(), new Dictionary<bool, string> { [true] = "yes", [false] = "no" }],
        ["echoLongKeys"] = [new Dictionary<long, string>(), new Dictionary<long, string> { [long.MinValue] = "smallest", [0] = "", [long.MaxValue] = "largest" }],
        ["echoDoubleKeys"] = [new Dictionary<double, string>(), new Dictionary<double, string> { [0.1] = "tenth", [-1.5] = "", [1e300] = "large" }],
        ["echoScalars"] = [.. All.Values.Select(s => s["scalars"]!)],
        ["echoWide"] = [.. All.Values.Select(s => s["wide"]!)],
        ["echoTree"] = [Chain(20)],
        ["echoShape"] =
        [
            MatrixIdl.New("Shape", new { circle = 1.5 }), MatrixIdl.New("Shape", new { polygon = new[] { 3, 4, 5 } }),
            MatrixIdl.New("Shape", new { portrait = new { name = "Ann" } }),
        ],
        ["echoOptionals"] =
        [
            MatrixIdl.Module.NewStruct("Optionals"),
            MatrixIdl.New(
                "Optionals",
                new { flag = false, number = 0, text = "", items = Array.Empty<int>(), person = new { name = "" }, raw = Array.Empty<byte>(), late = true }),
        ],
        ["echoDefaults"] =
        [
            MatrixIdl.Module.NewStruct("Defaults"),
            MatrixIdl.New("Defaults", new { count = 0, greeting = "", primes = Array.Empty<int>(), color = 1, flag = false }),
        ],
    };

    /// <summary>The values of the methods whose values are long: 1 MiB and more, or 64 KiB.</summary>
    public static IReadOnlyDictionary<string, object> Long(bool isLong) => new Dictionary<string, object>
    {
        ["echoManyNumbers"] = Enumerable.Range(-10_000, isLong ? 20_000 : 2_000).ToList(),
        ["echoLongString"] = string.Concat(Enumerable.Repeat("0123456789abcdeü", isLong ? 1 << 16 : 1 << 12)),
        ["echoLongBinary"] = Enumerable.Repeat(EveryByte, isLong ? 4096 : 256).SelectMany(b => b).ToArray(),
    };

    private static ThriftStruct Empty() => MatrixIdl.New("Everything", new
    {
        scalars = new { flag = false, tiny = 0, small = 0, medium = 0, large = 0, real = 0.0, text = "", raw = Array.Empty<byte>(), color = 1, instant = 0 },
        wide = new { thousand = 0, seventeen = false, sixteen = false, one = 0, threeHundred = "", two = false, before = Array.Empty<int>() },
        shape = new { circle = 0.0 },
        tree = Tree(""),
        bools = Array.Empty<bool>(),
        people = Array.Empty<ThriftStruct>(),
        numbers = new HashSet<long>(),
        labels = new HashSet<string>(),
        flags = new Dictionary<string, bool>(),
        lists = new Dictionary<int, List<string>>(),
        weights = new Dictionary<int, double>(),
        blobs = Array.Empty<byte[][]>(),
        maps = Array.Empty<Dictionary<string, long>>(),
        nested = new Dictionary<string, Dictionary<string, ThriftStruct>>(),
    });

    private static ThriftStruct Full() => MatrixIdl.New("Everything", new
    {
        scalars = new
        {
            flag = true,
            tiny = sbyte.MinValue,
            small = short.MinValue,
            medium = int.MinValue,
            large = long.MinValue,
            real = -0.5,
            text = Text,
            raw = EveryByte,
            color = -3,
            instant = 1700000000123,
        },
        wide = new { thousand = 1000, seventeen = true, sixteen = false, one = 1, threeHundred = "300", two = true, before = new[] { 299 } },
        shape = new { polygon = new[] { 3, 4, 5 } },
        tree = Tree("root", Tree("leaf"), Tree("twig")),
        bools = new[] { true, false, true, true, false },
        people = new[] { Person("Ann", 41), Person("") },
        numbers = new HashSet<long> { long.MinValue, 0, long.MaxValue },
        labels = new HashSet<string> { "", "x", "😀" },
        flags = new Dictionary<string, bool> { ["yes"] = true, ["no"] = false },
        lists = new Dictionary<int, List<string>> { [-1] = [], [int.MaxValue] = ["a", "b"] },
        weights = new Dictionary<int, double> { [1] = 0.1, [UnknownColor] = double.MaxValue },
        blobs = new byte[][][] { [], [[], [0, 255]] },
        maps = new Dictionary<string, long>[] { [], new() { ["a"] = -1, ["b"] = long.MaxValue } },
        nested = new Dictionary<string, Dictionary<string, ThriftStruct>> { ["x"] = new() { ["y"] = Person("Bo") }, ["z"] = [] },
    });

    // Compact writes sizes up to 14 in the type's byte.
    private static ThriftStruct Sixteen() => MatrixIdl.New("Everything", new
    {
        scalars = new
        {
            flag = false,
            tiny = sbyte.MaxValue,
            small = short.MaxValue,
            medium = int.MaxValue,
            large = long.MaxValue,
            real = double.Epsilon,
            text = Controls,
            raw = new byte[] { 0 },
            color = UnknownColor,
            instant = -1,
        },
        wide = new { thousand = -1000, seventeen = false, sixteen = true, one = -1, threeHundred = new string('x', 300), two = false, before = Range(14, n => n) },
        shape = new { portrait = new { name = "Cy", age = -1 } },
        tree = Chain(20),
        bools = Range(15, _ => true),
        people = Range(16, n => Person($"{n}")),
        numbers = Range(16, n => (long)n).ToHashSet(),
        labels = Range(14, n => $"{n}").ToHashSet(),
        flags = Range(130, n => n).ToDictionary(n => $"{n}", n => n % 2 == 0),
        lists = Range(15, n => n).ToDictionary(n => n, _ => new List<string>()),
        weights = new Dictionary<int, double> { [-3] = -1.5 },
        blobs = new[] { Range(15, _ => "x"u8.ToArray()) },
        maps = Range(16, n => new Dictionary<string, long> { [$"{n}"] = n }),
        nested = Range(15, n => n).ToDictionary(n => $"{n}", _ => new Dictionary<string, ThriftStruct>()),
    });

#pragma warning restore CA1861

    private static ThriftStruct Person(string name) => MatrixIdl.New("Person", new { name });

    private static ThriftStruct Person(string name, int age) => MatrixIdl.New("Person", new { name, age });

    private static ThriftStruct Tree(string label, params ThriftStruct[] children) => MatrixIdl.New("Tree", new { label, children });

    private static ThriftStruct Chain(int length) => Enumerable.Range(0, length).Aggregate(Tree("leaf"), (tree, n) => Tree($"{n}", tree));

    private static List<T> Range<T>(int count, Func<int, T> make) => [.. Enumerable.Range(0, count).Select(make)];

    // Around the places where a variable-length integer gets another byte.
    private static IEnumerable<long> Integers(int bits) =>
        [0, 1, -1, 63, 64, -64, -65, 127, -128, long.MinValue >> (64 - bits), long.MaxValue >> (64 - bits)];

    private static IEnumerable<long> Edges() =>
        ((int[])[13, 14, 20, 21, 28]).Select(power => 1L << power).SelectMany(edge => new[] { edge - 1, edge, -edge, -edge - 1 });
}
