using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>Client and server talk in every protocol over every transport, and keep their connection.</summary>
public class ConversationTests
{
    private const string Idl = """
        exception Busy { 1: string why }
        struct Everything {
          1: list<double> doubles, 2: map<string, double> prices, 3: set<i32> numbers, 4: binary bytes, 5: string text,
          6: map<i64, list<set<string>>> nested, 7: optional Everything inner, 8: uuid id, 9: i64 large, 10: bool flag
        }
        service S { Everything echo(1: Everything value), string run(1: string how) throws (1: Busy busy), oneway void tell(1: string text) }
        """;

    private static readonly ThriftModule Module = ThriftModule.Load(new StringReader(Idl), "test");

    private static readonly double[] Doubles = [0.1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.MaxValue, double.Epsilon, 1];

    public static TheoryData<string> Forms =>
    [
        "tcp://127.0.0.1:0", "tcp://127.0.0.1:0?strict=false", "tcp://127.0.0.1:0?protocol=compact", "tcp://127.0.0.1:0?protocol=json",
        "tcp://127.0.0.1:0?protocol=thriftpy-json",
        "tcp://127.0.0.1:0?transport=framed", "tcp://127.0.0.1:0?transport=framed&protocol=compact", "tcp://127.0.0.1:0?transport=framed&protocol=json",
        "tcp://127.0.0.1:0?transport=framed&protocol=thriftpy-json",
        "tcp://127.0.0.1:0?transport=header", "tcp://127.0.0.1:0?transport=header&protocol=compact", "tcp://127.0.0.1:0?transport=header&compression=zlib",
        "tcp://127.0.0.1:0?transport=ttheader", "tcp://127.0.0.1:0?compression=zlib", "tcp://127.0.0.1:0?transport=framed&compression=zlib",
        "http://127.0.0.1:0/thrift", "http://127.0.0.1:0/thrift?protocol=compact", "http://127.0.0.1:0/thrift?protocol=json",
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Each_call_of_a_connection_gets_its_own_answer(string endpoint)
    {
        Handler handler = new();
        await using Loopback loopback = await StartAsync(endpoint, handler);

        for (int i = 0; i < 10; i++)
            (await loopback.Client.CallAsync<string>("run", $"{i}").InTime()).ShouldBe($"{i}");
        string[] together = await Task.WhenAll(Enumerable.Range(10, 40).Select(i => loopback.Client.CallAsync<string>("run", $"{i}"))).InTime();

        together.ShouldBe(Enumerable.Range(10, 40).Select(i => $"{i}"));
        handler.Calls.ShouldBe(50);
        ThriftEndpoint form = ThriftEndpoint.Parse(endpoint);
        handler.Forms.ShouldHaveSingleItem().ShouldBe((form.Transport, form.Protocol));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_value_comes_back_as_it_was(string endpoint)
    {
        await using Loopback loopback = await StartAsync(endpoint, new Handler());
        ThriftStruct value = Module.NewStruct("Everything", new
        {
            doubles = Doubles,
            prices = new Dictionary<string, double> { ["tea"] = 1.25, [""] = double.NaN },
            numbers = new[] { 3, 1, 2 },
            bytes = Enumerable.Range(0, 256).Select(b => (byte)b).ToArray(),
            text = "\"Grüße\" \\ \n\0 😀",
            nested = new Dictionary<long, object> { [long.MinValue] = new[] { new[] { "a", "b" }, [] }, [0] = Array.Empty<string[]>() },
            inner = new { flag = false },
            id = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
            large = long.MaxValue,
            flag = true,
        });

        ThriftStruct? echoed = await loopback.Client.CallAsync<ThriftStruct>("echo", value).InTime();

        echoed.ShouldBe(value);
        echoed["numbers"].ShouldBeOfType<HashSet<int>>();
        double.IsNegative(((List<double>)echoed["doubles"]!)[4]).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_connection_is_kept_whatever_is_answered(string endpoint)
    {
        Handler handler = new();
        await using Loopback loopback = await StartAsync(endpoint, handler);
        await using ServiceClient newer = await Loopback.Load("service S { void added(), string run(1: string how) }").ConnectAsync(loopback.Server.Endpoint.ToString());

        (await Should.ThrowAsync<ThriftDeclaredException>(() => loopback.Client.CallAsync("run", "busy").InTime())).Value["why"].ShouldBe("on purpose");
        (await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync("run", "broken").InTime())).Error.ShouldBe(ThriftApplicationError.InternalError);
        await loopback.Client.CallAsync("tell", "something").InTime();
        (await loopback.Client.CallAsync<string>("run", "well").InTime()).ShouldBe("well");
        (await Should.ThrowAsync<ThriftApplicationException>(() => newer.CallAsync("added").InTime())).Error.ShouldBe(ThriftApplicationError.UnknownMethod);
        (await newer.CallAsync<string>("run", "well too").InTime()).ShouldBe("well too");

        handler.Peers.Count.ShouldBe(2);
    }

    private static Task<Loopback> StartAsync(string endpoint, Handler handler) =>
        Loopback.StartAsync(Module.Service("S"), handler, new ThriftServerOptions { AllowZlib = true }, endpoint: endpoint);

    private sealed class Handler
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        /// <summary>The connections that calls came by.</summary>
        public HashSet<string> Peers { get; } = [];

        /// <summary>How they were written.</summary>
        public HashSet<(ThriftTransport Transport, ThriftProtocol Protocol)> Forms { get; } = [];

        public ThriftStruct Echo(ThriftStruct value) => value;

        public string Run(string how, ThriftCallContext context)
        {
            Interlocked.Increment(ref _calls);
            lock (Peers)
            {
                Peers.Add($"{context.Peer}");
                Forms.Add((context.Transport, context.Protocol));
            }

            return how switch
            {
                "busy" => throw new ThriftDeclaredException(Module.NewStruct("Busy", new { why = "on purpose" })),
                "broken" => throw new InvalidOperationException("on purpose"),
                _ => how,
            };
        }

        public void Tell(string text)
        {
        }
    }
}
