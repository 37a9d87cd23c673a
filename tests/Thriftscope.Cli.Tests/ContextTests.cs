using System.Diagnostics;
using Thriftscope.AspNetCore;
using Thriftscope.Telemetry;

namespace Thriftscope.Cli.Tests;

/// <summary>How <c>thriftscope call</c> sends the trace context.</summary>
public sealed class ContextTests : IAsyncLifetime
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private readonly string _idlFile = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.thrift");

    public async ValueTask InitializeAsync() => await File.WriteAllTextAsync(_idlFile, "service Tracing { string trace() }");

    public ValueTask DisposeAsync()
    {
        File.Delete(_idlFile);
        return default;
    }

    [Theory]
    [InlineData("field", "tcp://127.0.0.1:0", "", "trailing_field")]
    [InlineData("FIELD", "tcp://127.0.0.1:0", "?transport=header", "trailing_field")]
    [InlineData("header", "tcp://127.0.0.1:0", "?transport=header", "theader")]
    [InlineData("ttheader", "tcp://127.0.0.1:0", "?transport=ttheader", "ttheader")]
    [InlineData("http", "http://127.0.0.1:0/", "", "http")]
    [InlineData("thriftpy", "tcp://127.0.0.1:0", "?protocol=compact", "thriftpy")]
    [InlineData("finagle", "tcp://127.0.0.1:0", "?transport=framed", "finagle")]
    [InlineData(null, "tcp://127.0.0.1:0", "", "trailing_field")]
    [InlineData(null, "tcp://127.0.0.1:0", "?transport=header", "theader")]
    public async Task A_server_that_reads_the_dialect_goes_on_with_the_trace_and_one_that_does_not_begins_its_own(
        string? name, string endpoint, string query, string dialect)
    {
        (await CallAsync(name, endpoint, query, d => d.Name == dialect)).ShouldBe(TraceId);
        (await CallAsync(name, endpoint, query, d => d.Name != dialect)).ShouldNotBe(TraceId);
    }

    [Fact]
    public async Task None_sends_the_trace_nowhere() => (await CallAsync("none", "tcp://127.0.0.1:0", "", _ => true)).ShouldNotBe(TraceId);

    [Theory]
    [InlineData("header", "tcp://127.0.0.1:1", "?transport=header")]
    [InlineData("ttheader", "tcp://127.0.0.1:1?transport=header", "?transport=ttheader")]
    [InlineData("http", "tcp://127.0.0.1:1", "http://")]
    [InlineData("finagle", "tcp://127.0.0.1:1", "?transport=framed")]
    [InlineData("thriftpy", "http://127.0.0.1:1/", "must be unframed or framed")]
    public async Task A_dialect_that_the_endpoint_cannot_carry_is_exit_code_4_and_says_what_it_needs(string name, string endpoint, string need)
    {
        ShellResult result = await Shell.RunAsync("call", endpoint, "Tracing.trace", "--idl", _idlFile, "--context", name);

        result.ExitCode.ShouldBe(4, result.Error);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldContain(need);
    }

    [Theory]
    [InlineData("call", "tcp://127.0.0.1:1", "Tracing.trace", "--idl", "x.thrift", "--context", "zipkin")]
    [InlineData("demo", "--context", "zipkin")]
    public async Task A_name_of_no_dialect_is_exit_code_4_and_names_those_that_there_are(params string[] args)
    {
        ShellResult result = await Shell.RunAsync(args);

        result.ExitCode.ShouldBe(4);
        result.Error.ShouldContain("--context needs one of field|header|ttheader|http|thriftpy|finagle|none.");
    }

    private async Task<string> CallAsync(string? name, string endpoint, string query, Func<ThriftContextDialect, bool> isRead)
    {
        ThriftContextOptions contexts = new() { Read = [.. ThriftContextDialects.All.Where(isRead).Select(d => new ThriftContextRule(d))] };
        ThriftService service = ThriftModule.Load(_idlFile).Service("Tracing");
        await using ThriftServer server = await service.ServeAsync(endpoint, new Handler(), new ThriftServerOptions { Context = contexts });

        ShellResult result = await Shell.RunAsync(
            [
                "call", $"{server.Endpoint}{query}", "Tracing.trace", "--idl", _idlFile, "--traceparent", $"00-{TraceId}-b7ad6b7169203331-01",
                .. name is null ? Array.Empty<string>() : ["--context", name],
            ]);

        result.ExitCode.ShouldBe(0, result.Error);
        return result.Output.Trim().Trim('"');
    }

    private sealed class Handler
    {
        public string Trace() => Activity.Current?.TraceId.ToHexString() ?? "no span";
    }
}
