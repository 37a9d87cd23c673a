using Thriftscope.Interop.Tests.Matrix.Typed;
using static Thriftscope.Interop.Tests.Matrix.TypedValues;

namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Our generated client.</summary>
internal sealed class TypedClient(NewerClient client) : IMatrixClient
{
    public async Task<T> CallAsync<T>(string method, params object?[] arguments) => (T)(await InvokeAsync(method, arguments))!;

    public async Task CallAsync(string method, params object?[] arguments)
    {
        switch (method)
        {
            case "ping":
                await client.PingAsync();
                break;
            case "note":
                await client.NoteAsync((string)arguments[0]!);
                break;
            default:
                _ = await InvokeAsync(method, arguments);
                break;
        }
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private async Task<object?> InvokeAsync(string method, object?[] arguments)
    {
        try
        {
            return method switch
            {
                "whoAreYou" => await client.WhoAreYouAsync(),
                "sample" => ToDynamic(await client.SampleAsync((string)arguments[0]!)),
                "matches" => await client.MatchesAsync((string)arguments[0]!, ToTyped<Everything>(arguments[1]!)),
                "weave" => await client.WeaveAsync((string)arguments[0]!, (string)arguments[1]!, (bool)arguments[2]!),
                "noted" => await client.NotedAsync(),
                "find" => await client.FindAsync((string)arguments[0]!),
                "check" => await CheckAsync((string)arguments[0]!),
                "breakDown" => await client.BreakDownAsync(),
                "brandNew" => await client.BrandNewAsync(),
                _ => await EchoAsync(method, arguments[0]!),
            };
        }
        catch (NotFound e)
        {
            throw new ThriftDeclaredException(ToDynamic(e));
        }
        catch (Denied e)
        {
            throw new ThriftDeclaredException(ToDynamic(e));
        }
    }

    private async Task<object?> CheckAsync(string key)
    {
        await client.CheckAsync(key);
        return null;
    }

    private async Task<object> EchoAsync(string method, object value) => method switch
    {
        "echoBool" => await client.EchoBoolAsync((bool)value),
        "echoByte" => await client.EchoByteAsync((sbyte)value),
        "echoI16" => await client.EchoI16Async((short)value),
        "echoI32" => await client.EchoI32Async((int)value),
        "echoI64" => await client.EchoI64Async((long)value),
        "echoDouble" => await client.EchoDoubleAsync((double)value),
        "echoString" => await client.EchoStringAsync((string)value),
        "echoBinary" => await client.EchoBinaryAsync((byte[])value),
        "echoColor" => (int)await client.EchoColorAsync((Color)(int)value),
        "echoBools" => await client.EchoBoolsAsync((List<bool>)value),
        "echoDoubles" => await client.EchoDoublesAsync((List<List<double>>)value),
        "echoNumbers" => await client.EchoNumbersAsync((HashSet<int>)value),
        "echoLabels" => await client.EchoLabelsAsync((HashSet<string>)value),
        "echoFlags" => await client.EchoFlagsAsync((Dictionary<string, bool>)value),
        "echoPeople" => (await client.EchoPeopleAsync(((Dictionary<string, ThriftStruct>)value).ToDictionary(p => p.Key, p => ToTyped<Person>(p.Value))))
            .ToDictionary(p => p.Key, p => ToDynamic(p.Value)),
        "echoNested" => (await client.EchoNestedAsync(((Dictionary<int, List<Dictionary<short, HashSet<string>>>>)value).ToDictionary(n => (Color)n.Key, n => n.Value)))
            .ToDictionary(n => (int)n.Key, n => n.Value),
        "echoBoolKeys" => await client.EchoBoolKeysAsync((Dictionary<bool, string>)value),
        "echoLongKeys" => await client.EchoLongKeysAsync((Dictionary<long, string>)value),
        "echoDoubleKeys" => await client.EchoDoubleKeysAsync((Dictionary<double, string>)value),
        "echoScalars" => ToDynamic(await client.EchoScalarsAsync(ToTyped<Scalars>(value))),
        "echoWide" => ToDynamic(await client.EchoWideAsync(ToTyped<Wide>(value))),
        "echoTree" => ToDynamic(await client.EchoTreeAsync(ToTyped<Tree>(value))),
        "echoShape" => ToDynamic(await client.EchoShapeAsync(ToTyped<Shape>(value))),
        "echoOptionals" => ToDynamic(await client.EchoOptionalsAsync(ToTyped<Optionals>(value))),
        "echoDefaults" => ToDynamic(await client.EchoDefaultsAsync(ToTyped<Defaults>(value))),
        "echoManyNumbers" => await client.EchoManyNumbersAsync((List<int>)value),
        "echoLongString" => await client.EchoLongStringAsync((string)value),
        "echoLongBinary" => await client.EchoLongBinaryAsync((byte[])value),
        _ => throw new ArgumentException($"There is no method {method}.", nameof(method)),
    };
}
