using System.Collections.Concurrent;
using Thriftscope.Typed.Tests.Elsewhere;
using Thriftscope.Typed.Tests.Idl;

namespace Thriftscope.Typed.Tests.Calls;

/// <summary>The service of everything.thrift, typed.</summary>
/// <param name="behind">A service behind this one, which fails in its own ways.</param>
/// <param name="context">The call, where there is one object for each.</param>
internal sealed class EverythingHandler(ServiceClient? behind = null, ThriftCallContext? context = null) : IFurther
{
    private readonly ConcurrentQueue<string> _notes = new();

    /// <summary>Ends when <c>wait</c> is called.</summary>
    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the token of <c>wait</c> is cancelled.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<bool> EchoBoolAsync(bool value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<sbyte> EchoI8Async(sbyte value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<short> EchoI16Async(short value, CancellationToken cancellationToken) => Task.FromResult(value);

    public async Task<int> EchoI32Async(int value, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return value;
    }

    public Task<long> EchoI64Async(long value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<double> EchoDoubleAsync(double value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<string> EchoStringAsync(string value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<byte[]> EchoBinaryAsync(byte[] value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<Guid> EchoUuidAsync(Guid value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<Color> EchoColorAsync(Color value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<Plain> EchoPlainAsync(Plain value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<Any> EchoAnyAsync(Any value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<List<Plain>> EchoListAsync(IReadOnlyList<Plain> value, CancellationToken cancellationToken) => Task.FromResult(value.ToList());

    public Task<HashSet<long>> EchoSetAsync(IReadOnlySet<long> value, CancellationToken cancellationToken) => Task.FromResult(value.ToHashSet());

    public Task<Dictionary<string, Dictionary<Color, List<byte[]>>>> EchoMapAsync(
        IReadOnlyDictionary<string, Dictionary<Color, List<byte[]>>> value, CancellationToken cancellationToken) => Task.FromResult(value.ToDictionary());

    public Task<Tree> EchoTreeAsync(Tree value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<Place> EchoPlaceAsync(Place value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<string> WeaveAsync(string last, string first, int? number, bool flag, CancellationToken cancellationToken) =>
        Task.FromResult($"{first}/{number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}/{flag}/{last}");

    public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task NoteAsync(string text, CancellationToken cancellationToken)
    {
        _notes.Enqueue(text);
        return Task.CompletedTask;
    }

    public Task<string> NotedAsync(CancellationToken cancellationToken) => Task.FromResult(string.Join(", ", _notes));

    public async Task<string> FailAsync(string how, CancellationToken cancellationToken)
    {
        await CheckAsync(how, cancellationToken);
        return how == "refused" ? throw new Refused { Reason = "no", Cause = NewProblem() } : how;
    }

    public async Task CheckAsync(string how, CancellationToken cancellationToken)
    {
        switch (how)
        {
            case "problem":
                throw NewProblem();
            case "bare":
                throw new Problem { Message = "bare" };
            case "undeclared":
                throw new Undeclared { Message = "of another method" };
            case "broken":
                throw new InvalidOperationException("on purpose");
            case "dynamic":
                await behind!.CallAsync("fail", "problem", cancellationToken);
                break;
        }
    }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        Waiting.SetResult();
        await using CancellationTokenRegistration registration = cancellationToken.Register(Cancelled.SetResult);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public Task<string> NothingAsync(CancellationToken cancellationToken) => Task.FromResult<string>(null!);

    public Task<Plain> NothingPlainAsync(CancellationToken cancellationToken) => Task.FromResult<Plain>(null!);

    public Task<string> HeaderAsync(string name, CancellationToken cancellationToken)
    {
        string value = context?.RequestHeaders.GetValueOrDefault(name) ?? "";
        context?.ResponseHeaders.Add(name, value);
        return Task.FromResult(value);
    }

    public Task<string> WhoAreYouAsync(CancellationToken cancellationToken) => Task.FromResult(context is null ? "typed" : "typed, of one call");

    public Task<Point> MoveAsync(Point @from, int by, CancellationToken cancellationToken) =>
        Task.FromResult(by == 0 ? throw new Lost { Where = "nowhere", Last = @from } : @from with { X = @from.X + by });

    public Task<int> MoreAsync(int value, CancellationToken cancellationToken) => Task.FromResult(value + 1);

    private static Problem NewProblem() => new() { Message = "why", Code = 7, Color = Color.Green, Details = ["a", "b"], Point = new Point { X = 1, Y = 2 } };
}
