using Thriftscope.ApacheThrift.Tests.Calculation;

namespace Thriftscope.ApacheThrift.Tests.Robustness;

/// <summary>Calls of all methods with random arguments, the same ones for the same seed, and their results as text.</summary>
internal sealed class RandomCalls(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A call that can be made on any client, any number of times.</summary>
    public Func<Calculator.Client, Task<string>> Next()
    {
        switch (_random.Next(14))
        {
            case 0:
                (int a, int b) = (Number(), Number());
                return async c => $"{await c.add(a, b)}";
            case 1:
                (int dividend, int divisor) = (Number(), _random.Next(-1, 3));
                return async c => $"{await c.divide(dividend, divisor)}";
            case 2:
                return async c => { await c.refuse(); return ""; };
            case 3:
                string text = Text();
                return async c => { await c.notify(text); return ""; };
            case 4:
                string script = Text();
                return async c => await c.run(script);
            case 5:
                Dictionary<string, string> echoed = Texts();
                return async c => Join(await c.echoTexts(echoed));
            case 6:
                List<Shape> shapes = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Shape())];
                Either? either = _random.Next(3) switch { 0 => null, 1 => new Either { Number = Number() }, _ => new Either { Text = Text() } };
                return async c => string.Join(";", await c.transform(shapes, either));
            case 7:
                int tag = Number();
                return async c => $"{await c.tagNumber(tag)}";
            case 8:
                Point point = Point();
                return async c => $"{await c.tagStruct(point)}";
            case 9:
                List<string> list = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Text())];
                return async c => string.Join(";", await c.tagList(list));
            case 10:
                Dictionary<string, string> texts = Texts();
                return async c => Join(await c.tagTexts(texts));
            case 11:
                Dictionary<string, int> numbers = Texts().ToDictionary(t => t.Key, t => t.Value.Length);
                return async c => Join(await c.tagNumbers(numbers));
            case 12:
                Tagged tagged = new() { Name = Text(), Texts = Texts(), Inner = new Inner { Before = Number(), Texts = Texts() } };
                return async c => $"{await c.tagNested(tagged)} {Join((await c.tagNested(tagged)).Inner!.Texts!)}";
            default:
                return async c => await c.ping();
        }
    }

    private static string Join<T>(Dictionary<string, T> map) => string.Join(";", map.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={e.Value}"));

    private int Number() => _random.Next(3) == 0 ? _random.Next(int.MinValue, int.MaxValue) : _random.Next(-3, 300);

    private string Text() => _random.Next(5) switch
    {
        0 => "",
        1 => new string('x', _random.Next(3000)),
        2 => "★\"\\/\n\t\u0001 \U0001F600",
        _ => $"text {_random.Next(1000)}",
    };

    private Dictionary<string, string> Texts() => Enumerable.Range(0, _random.Next(5) == 0 ? 120 : _random.Next(4)).ToDictionary(i => $"{i} {Text()}", _ => Text());

    private Point Point() => new() { X = Number(), Y = Number() };

    private Shape Shape()
    {
        Shape shape = new(Text());
        if (_random.Next(2) == 0)
            shape.Points = [Point(), Point()];
        if (_random.Next(2) == 0)
            shape.Layers = new() { [Text()] = [Point()] };
        if (_random.Next(2) == 0)
            shape.Closed = _random.Next(2) == 0;
        if (_random.Next(2) == 0)
            shape.Weight = _random.NextDouble();
        if (_random.Next(2) == 0)
            shape.Marks = [Number(), _random.NextInt64()];
        return shape;
    }
}
