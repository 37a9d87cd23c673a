using System.Text.Json;
using Thriftscope.AspNetCore;

namespace Thriftscope.Cli.Tests;

public sealed class CallTests : IAsyncLifetime
{
    private const string Idl = """
        enum Color { RED = 1, BLUE = 2 }
        struct Point { 1: required i32 x, 2: required i32 y }
        struct Everything {
          1: bool flag, 2: i8 tiny, 3: i16 small, 4: i32 medium, 5: i64 large, 6: double real,
          7: string text, 8: binary bytes, 9: uuid id, 10: Color color, 11: list<i32> numbers, 12: set<string> words,
          13: map<string, i32> byName, 14: map<Color, bool> byColor, 15: map<Point, string> byPoint, 16: Point point
        }
        exception Refused { 1: string reason, 2: i32 code }
        service Tools {
          Everything echo(1: Everything value),
          i32 add(1: i32 a, 2: i32 b = 10),
          void refuse() throws (1: Refused refused),
          void fail(),
          void stall(),
          oneway void note(1: string text),
        }
        """;

    private readonly string _idlFile = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.thrift");
    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sock");
    private ThriftServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_idlFile, Idl);
        ThriftModule module = ThriftModule.Load(_idlFile);
        _server = await ThriftServer.StartOnAllAsync(
            ["tcp://127.0.0.1:0", "http://127.0.0.1:0/thrift", $"unix://{_socket}"],
            [new ThriftServiceBinding(module.Service("Tools"), new Handler(module))],
            new ThriftServerOptions { AllowZlib = true });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        File.Delete(_idlFile);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(0, "?transport=unframed&strict=false")]
    [InlineData(0, "?transport=framed&protocol=compact")]
    [InlineData(0, "?transport=framed&protocol=thriftpy-json")]
    [InlineData(0, "?protocol=json&compression=zlib")]
    [InlineData(0, "?transport=header&compression=zlib")]
    [InlineData(0, "?transport=ttheader&protocol=compact")]
    [InlineData(1, "")]
    [InlineData(1, "?protocol=json")]
    [InlineData(2, "?transport=framed")]
    public async Task A_result_is_json_on_standard_output_and_nothing_else(int endpoint, string query)
    {
        ShellResult result = await Shell.RunAsync("call", $"{_server.Endpoints[endpoint]}{query}", "Tools.add", "[1, 2]", "--idl", _idlFile);

        result.ShouldBe(new ShellResult(0, "3" + Environment.NewLine, ""));
    }

    [Theory]
    [InlineData("{\"a\": 1, \"b\": 2}", "3")]
    [InlineData("{\"a\": 1}", "11")]
    [InlineData("[5]", "15")]
    public async Task Arguments_go_by_name_or_by_place(string arguments, string expected)
    {
        ShellResult result = await CallAsync("Tools.add", arguments);

        result.Output.Trim().ShouldBe(expected);
    }

    [Fact]
    public async Task Every_type_goes_there_and_back_as_json()
    {
        const string value = """
            {"flag":true,"tiny":-128,"small":32767,"medium":-2147483648,"large":9223372036854775807,"real":1.5,
             "text":"naïve 𝄞","bytes":"AAEC/w==","id":"00112233-4455-6677-8899-aabbccddeeff","color":"BLUE",
             "numbers":[1,2,3],"words":["a","b"],"byName":{"one":1},"byColor":{"RED":true},
             "byPoint":[[{"x":1,"y":2},"here"]],"point":{"x":3,"y":4}}
            """;

        ShellResult result = await CallAsync("Tools.echo", $"[{value}]");

        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument sent = JsonDocument.Parse(value);
        using JsonDocument received = JsonDocument.Parse(result.Output);
        JsonElement.DeepEquals(sent.RootElement, received.RootElement).ShouldBeTrue(result.Output);
    }

    [Fact]
    public async Task Numbers_that_json_lacks_are_strings()
    {
        (await CallAsync("Tools.echo", """[{"real":"-Infinity","color":77}]""")).Output.ShouldContain("\"real\": \"-Infinity\"");
        (await CallAsync("Tools.echo", """[{"real":"NaN","color":77}]""")).Output.ShouldContain("\"color\": 77");
    }

    [Fact]
    public async Task A_declared_exception_is_json_and_exit_code_1()
    {
        ShellResult result = await CallAsync("Tools.refuse");

        result.ExitCode.ShouldBe(1);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        json.RootElement.GetProperty("Refused").GetProperty("reason").GetString().ShouldBe("closed");
        result.Error.ShouldContain("declared exception Refused");
    }

    [Fact]
    public async Task An_application_exception_is_exit_code_2()
    {
        ShellResult result = await CallAsync("Tools.fail");

        result.ExitCode.ShouldBe(2);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldContain("InternalError");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_exit_code_3()
    {
        ShellResult result = await Shell.RunAsync("call", _server.Endpoint.ToString(), "Tools.stall", "--idl", _idlFile, "--timeout", "0.2");

        result.ExitCode.ShouldBe(3);
        result.Error.ShouldContain("did not answer within 0.2 s");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_exit_code_3()
    {
        ThriftEndpoint gone = _server.Endpoint;
        await _server.DisposeAsync();

        ShellResult result = await Shell.RunAsync("call", gone.ToString(), "Tools.add", "[1]", "--idl", _idlFile);

        result.ExitCode.ShouldBe(3);
        result.Error.ShouldContain("Is the server running there?");
    }

    [Theory]
    [InlineData("Tools.addd", "[]", "add(1: i32 a, 2: i32 b)")]
    [InlineData("Tool.add", "[]", "it has Tools")]
    [InlineData("add", "[]", "write Service.method")]
    [InlineData("Tools.add", "{\"x\": 1}", "it has a, b")]
    [InlineData("Tools.add", "{\"a\": \"one\"}", "add.a: expected i32, got the string \"one\"")]
    [InlineData("Tools.add", "{\"a\": 3000000000}", "out of the range of i32")]
    [InlineData("Tools.add", "[1, 2, 3]", "with the fields a, b")]
    [InlineData("Tools.add", "{", "no JSON")]
    [InlineData("Tools.echo", "{\"value\": {\"color\": \"GREEN\"}}", "it has RED, BLUE")]
    [InlineData("Tools.echo", "{\"value\": {\"point\": {\"x\": 1}}}", "echo.value.point.y: a required field needs a value")]
    [InlineData("Tools.echo", "{\"value\": {\"bytes\": \"%\"}}", "expected binary in base64")]
    public async Task What_does_not_fit_the_idl_is_exit_code_4_and_says_what_would(string method, string arguments, string hint)
    {
        ShellResult result = await CallAsync(method, arguments);

        result.ExitCode.ShouldBe(4);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldContain(hint);
    }

    [Fact]
    public async Task An_idl_with_errors_is_exit_code_4_with_their_places()
    {
        string broken = Path.ChangeExtension(_idlFile, ".broken.thrift");
        await File.WriteAllTextAsync(broken, "struct A { 1: i32 x, 1: i32 y }", TestContext.Current.CancellationToken);
        try
        {
            ShellResult result = await Shell.RunAsync("call", "tcp://127.0.0.1:1", "S.m", "--idl", broken);

            result.ExitCode.ShouldBe(4);
            result.Error.ShouldContain($"{broken}(1,22): error THRIFT");
        }
        finally
        {
            File.Delete(broken);
        }
    }

    [Theory]
    [InlineData("call")]
    [InlineData("call", "tcp://127.0.0.1:1", "S.m")]
    [InlineData("call", "tcp://127.0.0.1:1", "S.m", "--idl", "x.thrift", "--timeout", "0")]
    [InlineData("call", "tcp://127.0.0.1:1", "S.m", "--idl", "x.thrift", "--traceparent", "00-1-2-3")]
    [InlineData("call", "tcp://127.0.0.1:1", "S.m", "--idl", "x.thrift", "--timeout", "soon")]
    [InlineData("call", "tcp://127.0.0.1:1", "S.m", "--idl", "x.thrift", "--bogus")]
    [InlineData("demo", "--rate", "fast")]
    [InlineData("demo", "--duration", "long")]
    [InlineData("demo", "--prometheus-port", "web")]
    [InlineData("demo", "--rate", "0")]
    [InlineData("demo", "--duration", "-1")]
    [InlineData("demo", "--prometheus-port", "70000")]
    [InlineData("demo", "--otlp", "localhost")]
    [InlineData("nonsense")]
    public async Task Wrong_usage_is_exit_code_4_and_points_to_the_help(params string[] args)
    {
        ShellResult result = await Shell.RunAsync(args);

        result.ExitCode.ShouldBe(4);
        result.Error.ShouldContain("--help");
    }

    [Fact]
    public async Task A_oneway_call_has_the_result_null()
    {
        (await CallAsync("Tools.note", "[\"x\"]")).ShouldBe(new ShellResult(0, "null" + Environment.NewLine, ""));
    }

    [Fact]
    public async Task Verbose_shows_the_span_of_the_continued_trace_on_standard_error()
    {
        ShellResult result = await Shell.RunAsync(
            "call", _server.Endpoint.ToString(), "Tools.add", "[1, 2]", "--idl", _idlFile, "-v",
            "--traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        result.Output.Trim().ShouldBe("3");
        result.Error.ShouldContain("Tools/add CLIENT");
        result.Error.ShouldContain("traceparent: 00-0af7651916cd43dd8448eb211c80319c-");
        result.Error.ShouldContain("parent: b7ad6b7169203331");
        result.Error.ShouldContain("thrift.phase.wait: ");
    }

    private Task<ShellResult> CallAsync(string method, params string[] arguments) =>
        Shell.RunAsync(["call", _server.Endpoint.ToString(), method, .. arguments, "--idl", _idlFile]);

    private sealed class Handler(ThriftModule module)
    {
        public ThriftStruct Echo(ThriftStruct value) => value;

        public int Add(int a, int b) => a + b;

        public void Refuse() => throw new ThriftDeclaredException(module.NewStruct("Refused", new { Reason = "closed", Code = 7 }));

        public void Fail() => throw new InvalidOperationException("broken");

        public Task Stall(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

        public void Note(string text)
        {
        }
    }
}
