using Thriftscope.Interop.Tests.Matrix.Typed;

namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Our side of the service, with generated types.</summary>
internal sealed class TypedHandler : IMatrix
{
    private static readonly Dictionary<string, Everything> Samples = MatrixSamples.All.ToDictionary(s => s.Key, s => TypedValues.ToTyped<Everything>(s.Value));

    private volatile string _lastNote = "";

    public Task<string> WhoAreYouAsync(CancellationToken cancellationToken) => Task.FromResult("thriftscope, typed");

    public Task<bool> EchoBoolAsync(bool value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<sbyte> EchoByteAsync(sbyte value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<short> EchoI16Async(short value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<int> EchoI32Async(int value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<long> EchoI64Async(long value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<double> EchoDoubleAsync(double value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<string> EchoStringAsync(string value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<byte[]> EchoBinaryAsync(byte[] value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<Color> EchoColorAsync(Color value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<List<bool>> EchoBoolsAsync(IReadOnlyList<bool> value, CancellationToken cancellationToken) => Task.FromResult(value.ToList());

    public Task<List<List<double>>> EchoDoublesAsync(IReadOnlyList<List<double>> value, CancellationToken cancellationToken) => Task.FromResult(value.ToList());

    public Task<HashSet<int>> EchoNumbersAsync(IReadOnlySet<int> value, CancellationToken cancellationToken) => Task.FromResult(value.ToHashSet());

    public Task<HashSet<string>> EchoLabelsAsync(IReadOnlySet<string> value, CancellationToken cancellationToken) => Task.FromResult(value.ToHashSet());

    public Task<Dictionary<string, bool>> EchoFlagsAsync(IReadOnlyDictionary<string, bool> value, CancellationToken cancellationToken) => Task.FromResult(value.ToDictionary());

    public Task<Dictionary<string, Person>> EchoPeopleAsync(IReadOnlyDictionary<string, Person> value, CancellationToken cancellationToken) => Task.FromResult(value.ToDictionary());

    public Task<Dictionary<Color, List<Dictionary<short, HashSet<string>>>>> EchoNestedAsync(
        IReadOnlyDictionary<Color, List<Dictionary<short, HashSet<string>>>> value, CancellationToken cancellationToken) => Task.FromResult(value.ToDictionary());

    public Task<Dictionary<bool, string>> EchoBoolKeysAsync(IReadOnlyDictionary<bool, string> value, CancellationToken cancellationToken) => Task.FromResult(value.ToDictionary());

    public Task<Dictionary<long, string>> EchoLongKeysAsync(IReadOnlyDictionary<long, string> value, CancellationToken cancellationToken) => Task.FromResult(value.ToDictionary());

    public Task<Dictionary<double, string>> EchoDoubleKeysAsync(IReadOnlyDictionary<double, string> value, CancellationToken cancellationToken) => Task.FromResult(value.ToDictionary());

    public Task<Scalars> EchoScalarsAsync(Scalars value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<Wide> EchoWideAsync(Wide value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<Tree> EchoTreeAsync(Tree value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<Shape> EchoShapeAsync(Shape value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<Optionals> EchoOptionalsAsync(Optionals value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<Defaults> EchoDefaultsAsync(Defaults value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<Everything> SampleAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Samples[name]);

    public Task<bool> MatchesAsync(string name, Everything value, CancellationToken cancellationToken) => Task.FromResult(Samples[name] == value);

    public Task<List<int>> EchoManyNumbersAsync(IReadOnlyList<int> value, CancellationToken cancellationToken) => Task.FromResult(value.ToList());

    public Task<string> EchoLongStringAsync(string value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<byte[]> EchoLongBinaryAsync(byte[] value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<string> WeaveAsync(string last, string first, bool flag, CancellationToken cancellationToken) => Task.FromResult($"{first}/{(flag ? "true" : "false")}/{last}");

    public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task NoteAsync(string text, CancellationToken cancellationToken)
    {
        _lastNote = text;
        return Task.CompletedTask;
    }

    public Task<string> NotedAsync(CancellationToken cancellationToken) => Task.FromResult(_lastNote);

    public Task<string> FindAsync(string key, CancellationToken cancellationToken) => key switch
    {
        "missing" => throw new NotFound { Key = key },
        "denied" => throw new Denied { Reason = "no entry", Code = 403 },
        _ => Task.FromResult(key),
    };

    public Task CheckAsync(string key, CancellationToken cancellationToken) => FindAsync(key, cancellationToken);

    public Task<string> BreakDownAsync(CancellationToken cancellationToken) => throw new NotSupportedException("This is not in the IDL.");
}
