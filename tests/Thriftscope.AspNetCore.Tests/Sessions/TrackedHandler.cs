namespace Thriftscope.AspNetCore.Tests.Sessions;

/// <summary>A handler that tells what tracking knows where it runs.</summary>
internal sealed class TrackedHandler
{
    public const string Idl = """
        exception Sorry { 1: string why }
        service S {
            string where(), string answer(1: string key), void refuse() throws (1: Sorry sorry), void crash(), string slow(), oneway void tell(1: string text)
        }
        """;

    public static readonly ThriftModule Module = ThriftModule.Load(new StringReader(Idl), "tracked");

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where a oneway call was.</summary>
    public Task<string> Told => _told.Task;

    /// <summary>What is known, in one text.</summary>
    public static string Place => $"{ThriftTracking.RequestId} {ThriftTracking.Seq}{string.Concat(ThriftTracking.Meta.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $" {m.Key}={m.Value}"))}";

    public string Where() => Place;

    public string Answer(string key)
    {
        ThriftTracking.AddResponseMeta(key, "yes");
        return key;
    }

    public void Refuse()
    {
        ThriftTracking.AddResponseMeta("reason", "refused");
        throw new ThriftDeclaredException(Module.NewStruct("Sorry", new { why = "so" }));
    }

    public void Crash() => throw new InvalidOperationException("crash");

    public async Task<string> Slow(CancellationToken cancellationToken)
    {
        await _gate.Task.WaitAsync(cancellationToken);
        return Place;
    }

    public void Tell(string text) => _told.TrySetResult(Place);

    public void Open() => _gate.TrySetResult();
}
