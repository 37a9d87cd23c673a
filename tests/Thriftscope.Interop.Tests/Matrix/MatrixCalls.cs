namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Runs one case with a client in .NET, and looks at what comes back.</summary>
/// <param name="newer">Calls the service Newer.</param>
/// <param name="second">Calls the service Base.</param>
/// <param name="isLong">Whether the long values are of 1 MiB.</param>
internal sealed class MatrixCalls(IMatrixClient newer, IMatrixClient second, bool isLong)
{
    private readonly IReadOnlyDictionary<string, object> _longValues = MatrixSamples.Long(isLong);

    /// <returns>What went wrong in each case; empty where nothing did.</returns>
    public async Task<IReadOnlyDictionary<string, string>> RunAllAsync(IEnumerable<string> cases)
    {
        Dictionary<string, string> results = [];
        foreach (string name in cases)
        {
            try
            {
                await RunAsync(name);
                results[name] = "";
            }
            catch (Exception e)
            {
                results[name] = $"{e.GetType().Name}: {e.Message}";
            }
        }

        return results;
    }

    private Task RunAsync(string name) => name switch
    {
        "whoAreYou" => WhoAreYouAsync(),
        "sample" => SampleAsync(),
        "matches" => MatchesAsync(),
        "weave" => WeaveAsync(),
        "ping" => newer.CallAsync("ping"),
        "note" => NoteAsync(),
        "find" => FindAsync(),
        "check" => CheckAsync(),
        "breakDown" => BreakDownAsync(),
        "brandNew" => BrandNewAsync(),
        _ when _longValues.TryGetValue(name, out object? value) => EchoAsync(name, [value]),
        _ => EchoAsync(name.Split('-')[0], MatrixSamples.Echoes[name]),
    };

    private async Task EchoAsync(string method, object[] values)
    {
        foreach (object value in values)
        {
            object result = await newer.CallAsync<object>(method, value);
            // This one compares sets and maps without regard to order.
            Assert.Equal(value, result);
            if (value is double number)
                Assert.Equal(double.IsNegative(number) && !double.IsNaN(number), double.IsNegative((double)result) && !double.IsNaN(number));
        }
    }

    private async Task WhoAreYouAsync() => (await second.CallAsync<string>("whoAreYou")).ShouldNotBeEmpty();

    private async Task SampleAsync()
    {
        foreach ((string name, ThriftStruct sample) in MatrixSamples.All)
            (await newer.CallAsync<ThriftStruct>("sample", name)).ShouldBe(sample);
    }

    private async Task MatchesAsync()
    {
        foreach ((string name, ThriftStruct sample) in MatrixSamples.All)
            (await newer.CallAsync<bool>("matches", name, sample)).ShouldBeTrue($"The peer's {name} sample is another.");
        (await newer.CallAsync<bool>("matches", "empty", MatrixSamples.All["full"])).ShouldBeFalse();
    }

    private async Task WeaveAsync() => (await newer.CallAsync<string>("weave", "z", "a", true)).ShouldBe("a/true/z");

    private async Task NoteAsync()
    {
        await newer.CallAsync("note", $"psst {MatrixSamples.Text}");
        (await newer.CallAsync<string>("noted")).ShouldBe($"psst {MatrixSamples.Text}");
    }

    private async Task FindAsync()
    {
        await FailAsync("find");
        (await newer.CallAsync<string>("find", "key")).ShouldBe("key");
    }

    private async Task CheckAsync()
    {
        await FailAsync("check");
        await newer.CallAsync("check", "key");
    }

    private async Task FailAsync(string method)
    {
        (await Should.ThrowAsync<ThriftDeclaredException>(newer.CallAsync(method, "missing"))).Value
            .ShouldBe(MatrixIdl.New("NotFound", new { key = "missing" }));
        (await Should.ThrowAsync<ThriftDeclaredException>(newer.CallAsync(method, "denied"))).Value
            .ShouldBe(MatrixIdl.New("Denied", new { reason = "no entry", code = 403 }));
    }

    private async Task BreakDownAsync()
    {
        await Should.ThrowAsync<ThriftApplicationException>(newer.CallAsync("breakDown"));
        await newer.CallAsync("ping");
    }

    private async Task BrandNewAsync()
    {
        (await Should.ThrowAsync<ThriftApplicationException>(newer.CallAsync("brandNew"))).Error.ShouldBe(ThriftApplicationError.UnknownMethod);
        await newer.CallAsync("ping");
    }
}
