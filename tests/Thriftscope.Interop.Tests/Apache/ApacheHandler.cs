namespace Thriftscope.Interop.Tests.Apache;

/// <summary>Apache's side of the service: answers the echo methods with their argument, and passes relayed calls on.</summary>
internal sealed class ApacheHandler : Interop.IAsync
{
    public Task<bool> echoBool(bool value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<sbyte> echoByte(sbyte value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<short> echoI16(short value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<int> echoI32(int value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<long> echoI64(long value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<double> echoDouble(double value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<string> echoString(string? value, CancellationToken cancellationToken) => Task.FromResult(value!);

    public Task<byte[]> echoBinary(byte[]? value, CancellationToken cancellationToken) => Task.FromResult(value!);

    public Task<Color> echoColor(Color value, CancellationToken cancellationToken) => Task.FromResult(value);

    public Task<List<string>> echoWords(List<string>? value, CancellationToken cancellationToken) => Task.FromResult(value!);

    public Task<List<List<double>>> echoMatrix(List<List<double>>? value, CancellationToken cancellationToken) => Task.FromResult(value!);

    public Task<HashSet<long>> echoNumbers(HashSet<long>? value, CancellationToken cancellationToken) => Task.FromResult(value!);

    public Task<HashSet<string>> echoLabels(HashSet<string>? value, CancellationToken cancellationToken) => Task.FromResult(value!);

    public Task<Dictionary<string, Person>> echoPeople(Dictionary<string, Person>? value, CancellationToken cancellationToken) => Task.FromResult(value!);

    public Task<Dictionary<Color, List<Dictionary<short, HashSet<string>>>>> echoNested(
        Dictionary<Color, List<Dictionary<short, HashSet<string>>>>? value, CancellationToken cancellationToken) => Task.FromResult(value!);

    public Task<Scalars> echoScalars(Scalars? value, CancellationToken cancellationToken) => Task.FromResult(value!);

    public Task<Team> echoTeam(Team? value, CancellationToken cancellationToken) => Task.FromResult(value!);

    public Task<Tree> echoTree(Tree? value, CancellationToken cancellationToken) => Task.FromResult(value!);

    public Task<Shape> echoShape(Shape? value, CancellationToken cancellationToken) => Task.FromResult(value!);

    public Task<Optionals> echoOptionals(Optionals? value, CancellationToken cancellationToken) => Task.FromResult(value!);

    public Task<Defaults> echoDefaults(Defaults? value, CancellationToken cancellationToken) => Task.FromResult(value!);

    public Task<string> join(List<string>? parts, string? separator, CancellationToken cancellationToken) =>
        Task.FromResult(string.Join(separator, parts!));

    public Task<string> whoAreYou(CancellationToken cancellationToken) => Task.FromResult("apache");

    public Task ping(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task note(string? text, int number, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string> find(string? key, CancellationToken cancellationToken) => key switch
    {
        "missing" => throw new NotFound { Key = key },
        "denied" => throw new Denied { Reason = "no entry", Code = 403 },
        _ => Task.FromResult(key!),
    };

    public Task check(string? key, CancellationToken cancellationToken) => find(key, cancellationToken);

    public async Task<string> relay(List<string>? hops, string? text, CancellationToken cancellationToken)
    {
        if (hops!.Count == 0)
            return text!;
        using Interop.Client next = await ApacheEndpoint.ConnectAsync(hops[0]);
        return await next.relay(hops[1..], text, cancellationToken);
    }
}
