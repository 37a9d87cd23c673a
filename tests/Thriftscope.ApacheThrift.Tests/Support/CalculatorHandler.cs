using System.Collections.Concurrent;
using System.Diagnostics;
using Thriftscope.ApacheThrift.Tests.Calculation;

namespace Thriftscope.ApacheThrift.Tests.Support;

/// <summary>What a call looked like from inside the handler.</summary>
internal sealed record Seen(string Method, Activity? Current);

/// <summary>The service's implementation. What <c>run</c> and <c>notify</c> do is up to the test.</summary>
internal sealed class CalculatorHandler : Calculator.IAsync
{
    private readonly ConcurrentQueue<Seen> _seen = new();

    public Func<string, CancellationToken, Task<string>> Run { get; set; } = (script, _) => Task.FromResult(script);

    public Func<string, Task> Notify { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<Seen> Seen => [.. _seen];

    public Task<string> ping(CancellationToken cancellationToken = default) => Answer("ping", "pong");

    public Task reset(CancellationToken cancellationToken = default) => Answer("reset", true);

    public Task<int> add(int a, int b, CancellationToken cancellationToken = default) => Answer("add", a + b);

    public Task<int> divide(int a, int b, CancellationToken cancellationToken = default) => b switch
    {
        0 => throw new Overdrawn(a) { Account = "zero" },
        < 0 => throw new not_found { Key = "negative" },
        _ => Answer("divide", a / b),
    };

    public Task refuse(CancellationToken cancellationToken = default) => throw new Refused();

    public Task notify(string? text, CancellationToken cancellationToken = default)
    {
        _seen.Enqueue(new("notify", Activity.Current));
        return Notify(text!);
    }

    public Task<string> run(string? script, CancellationToken cancellationToken = default)
    {
        _seen.Enqueue(new("run", Activity.Current));
        return Run(script!, cancellationToken);
    }

    public Task<Dictionary<string, string>> echoTexts(Dictionary<string, string>? texts, CancellationToken cancellationToken = default) =>
        Answer("echoTexts", texts!);

    public Task<List<Shape>> transform(List<Shape>? shapes, Either? either, CancellationToken cancellationToken = default)
    {
        List<Shape> answer = [.. shapes!];
        answer.Reverse();
        if (either is { __isset.text: true })
            answer.Add(new Shape(either.Text!));
        return Answer("transform", answer);
    }

    public Task<int> tagNumber(int value, CancellationToken cancellationToken = default) => Answer("tagNumber", value);

    public Task<Point> tagStruct(Point? value, CancellationToken cancellationToken = default) => Answer("tagStruct", value!);

    public Task<List<string>> tagList(List<string>? value, CancellationToken cancellationToken = default) => Answer("tagList", value!);

    public Task<Dictionary<string, int>> tagNumbers(Dictionary<string, int>? value, CancellationToken cancellationToken = default) =>
        Answer("tagNumbers", value!);

    // Null when the argument did not arrive, which the generated code answers with MISSING_RESULT.
    public Task<Dictionary<string, string>> tagTexts(Dictionary<string, string>? value, CancellationToken cancellationToken = default) =>
        Answer("tagTexts", value!);

    public Task<Dictionary<string, byte[]>> tagBlobs(Dictionary<string, byte[]>? value, CancellationToken cancellationToken = default) =>
        Answer("tagBlobs", value!);

    public Task<string> tagText(string? before, string? value, string? after, CancellationToken cancellationToken = default) =>
        Answer("tagText", $"{before}-{value}-{after}");

    public Task<Tagged> tagNested(Tagged? value, CancellationToken cancellationToken = default) => Answer("tagNested", value!);

    private Task<T> Answer<T>(string method, T answer)
    {
        _seen.Enqueue(new(method, Activity.Current));
        return Task.FromResult(answer);
    }
}

/// <summary>The second service of a multiplexed server.</summary>
internal sealed class WeatherHandler : Weather.IAsync
{
    public Task<int> temperature(string? place, CancellationToken cancellationToken = default) =>
        place == "nowhere" ? throw new not_found { Key = place } : Task.FromResult(place!.Length);

    public Task<string> ping(CancellationToken cancellationToken = default) => Task.FromResult("sunny");
}
