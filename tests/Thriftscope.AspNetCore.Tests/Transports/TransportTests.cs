using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Transports;

/// <summary>Calls through each transport, and through what may lie below it.</summary>
public class TransportTests
{
    private const string Idl = "service S { string echo(1: string text), string whoami() }";

    [Theory]
    [InlineData("transport=header", "Header Binary")]
    [InlineData("transport=header&protocol=compact", "Header Compact")]
    [InlineData("transport=header&compression=zlib", "Header Binary")]
    [InlineData("transport=header&protocol=compact&compression=zlib", "Header Compact")]
    [InlineData("transport=ttheader", "TTHeader Binary")]
    [InlineData("transport=ttheader&protocol=compact", "TTHeader Compact")]
    [InlineData("compression=zlib", "Unframed Binary")]
    [InlineData("protocol=json&compression=zlib", "Unframed Json")]
    [InlineData("transport=framed&protocol=compact&compression=zlib", "Framed Compact")]
    public async Task A_call_is_answered_as_it_came(string query, string expected)
    {
        await using Loopback loopback = await Loopback.StartAsync(
            Idl, new Handler(), new ThriftServerOptions { AllowZlib = true }, endpoint: $"tcp://127.0.0.1:0?{query}");
        string text = string.Concat(Enumerable.Repeat("la", 50_000));

        for (int i = 0; i < 3; i++)
            (await loopback.Client.CallAsync<string>("echo", text).InTime()).ShouldBe($"{text} {expected}");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async i => (await loopback.Client.CallAsync<string>("echo", $"{i}").InTime()).ShouldBe($"{i} {expected}")));
    }

    [Fact]
    public async Task A_connection_through_zlib_is_refused_where_it_is_not_switched_on()
    {
        CapturedLog log = new();
        await using Loopback loopback = await Loopback.StartAsync(
            Idl, new Handler(), new ThriftServerOptions { LoggerFactory = log.ToFactory() }, endpoint: "tcp://127.0.0.1:0?compression=zlib");

        await Should.ThrowAsync<ThriftTransportException>(() => loopback.Client.CallAsync<string>("whoami").InTime());

        await log.WaitForAsync("they look like a zlib stream, which is not switched on here");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?compression=zlib")]
    [InlineData("?transport=header")]
    public async Task Who_has_logged_in_is_known_to_each_call(string query)
    {
        await using Loopback loopback = await Loopback.StartAsync(
            Idl, new Handler(), Guarded(), new ThriftClientOptions { Sasl = new SaslPlain("maria", "right") }, $"tcp://127.0.0.1:0{query}");

        (await loopback.Client.CallAsync<string>("whoami").InTime()).ShouldBe("maria");
        (await loopback.Client.CallAsync<string>("whoami").InTime()).ShouldBe("maria");
    }

    [Fact]
    public async Task A_wrong_password_is_the_callers_to_see()
    {
        CapturedLog log = new();
        ThriftServerOptions options = Guarded();
        options.LoggerFactory = log.ToFactory();
        await using ThriftServer server = await Loopback.Load(Idl).ServeAsync("tcp://127.0.0.1:0", new Handler(), options);

        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(async () =>
        {
            await using ServiceClient client = await Loopback.Load(Idl).ConnectAsync(
                server.Endpoint.ToString(), new ThriftClientOptions { Sasl = new SaslPlain("maria", "s3cret") }).InTime();
            await client.CallAsync<string>("whoami").InTime();
        });

        e.Error.ShouldBe(ThriftTransportError.AuthenticationFailed);
        e.Message.ShouldContain("The user is not known, or the password is wrong");
        await log.WaitForAsync("A log-in as \"maria\" was refused");
        string.Join('\n', log.Lines).ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Without_a_log_in_nothing_is_served()
    {
        CapturedLog log = new();
        ThriftServerOptions options = Guarded();
        options.LoggerFactory = log.ToFactory();
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler(), options);

        await Should.ThrowAsync<ThriftTransportException>(() => loopback.Client.CallAsync<string>("whoami").InTime());

        await log.WaitForAsync("A message of a SASL log-in begins with 01 to 05; 8001000100 begins none");
    }

    private static ThriftServerOptions Guarded() => new()
    {
        AllowZlib = true,
        SaslMechanisms = { new SaslPlainServer(c => c.Password == "right" ? c.ToPrincipal() : null) },
    };

    private sealed class Handler
    {
        public string Echo(string text, ThriftCallContext context) => $"{text} {context.Transport} {context.Protocol}";

        public string Whoami(ThriftCallContext context) => context.User?.Identity?.Name ?? "nobody";
    }
}
