using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Thriftscope.AspNetCore;

namespace Thriftscope.Cli.Tests;

/// <summary>What <c>thriftscope call --dump</c> prints of the connection.</summary>
public sealed partial class DumpTests : IAsyncLifetime
{
    // add(1, 2) in the binary protocol, as the first call of a connection.
    private const string Request = "800100010000000361646400000001080001000000010800020000000200";

    // And the result 3.
    private const string Reply = "8001000200000003616464000000010800000000000300";

    private readonly string _idlFile = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.thrift");
    private ThriftServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_idlFile, "service Tools { i32 add(1: i32 a, 2: i32 b) }");
        _server = await ThriftServer.StartOnAllAsync(
            ["tcp://127.0.0.1:0", "http://127.0.0.1:0/thrift"], [new ThriftServiceBinding(ThriftModule.Load(_idlFile).Service("Tools"), new Handler())]);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        File.Delete(_idlFile);
    }

    [Fact]
    public async Task The_dump_is_what_went_and_what_came_byte_for_byte()
    {
        ShellResult result = await CallAsync(_server.Endpoint.ToString(), "--context", "none", "--dump");

        result.Output.ShouldBe("3" + Environment.NewLine);
        result.Error.ReplaceLineEndings("\n").ShouldStartWith("""
            sent 30 bytes
              0000  80 01 00 01 00 00 00 03 61 64 64 00 00 00 01 08  ........add.....
              0010  00 01 00 00 00 01 08 00 02 00 00 00 02 00        ..............

            """.ReplaceLineEndings("\n"));
        Convert.ToHexStringLower(Bytes("sent", result.Error)).ShouldBe(Request);
        Convert.ToHexStringLower(Bytes("received", result.Error)).ShouldBe(Reply);
    }

    [Fact]
    public async Task The_trace_context_shows_in_field_8888()
    {
        ShellResult result = await CallAsync(_server.Endpoint.ToString(), "--dump");

        // A map of strings with one entry, behind the last argument.
        Convert.ToHexStringLower(Bytes("sent", result.Error)).ShouldStartWith($"{Request[..^2]}0d22b80b0b00000001");
        Encoding.ASCII.GetString(Bytes("sent", result.Error)).ShouldContain("traceparent");
    }

    [Fact]
    public async Task Over_http_the_head_of_the_request_shows_too()
    {
        ShellResult result = await CallAsync(_server.Endpoints[1].ToString(), "--dump");

        result.Output.ShouldBe("3" + Environment.NewLine);
        string sent = Encoding.Latin1.GetString(Bytes("sent", result.Error));
        sent.ShouldStartWith("POST /thrift HTTP/1.1\r\n");
        sent.ShouldContain("traceparent: 00-", Case.Insensitive);
        Convert.ToHexStringLower(Bytes("sent", result.Error)).ShouldContain(Request);
        string received = Encoding.Latin1.GetString(Bytes("received", result.Error));
        received.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        Convert.ToHexStringLower(Bytes("received", result.Error)).ShouldContain(Reply);
    }

    [Fact]
    public async Task Nothing_is_dumped_unless_asked_for() =>
        (await CallAsync(_server.Endpoint.ToString())).ShouldBe(new ShellResult(0, "3" + Environment.NewLine, ""));

    [GeneratedRegex("^  [0-9a-f]{4,}  ((?:[0-9a-f]{2} )+)")]
    private static partial Regex Line();

    // All bytes of one direction, whatever pieces they went in.
    private static byte[] Bytes(string direction, string dump)
    {
        List<byte> bytes = [];
        bool isWanted = false;
        foreach (string line in dump.Split('\n'))
        {
            if (Line().Match(line) is not { Success: true } match)
                isWanted = line.StartsWith(direction, StringComparison.Ordinal);
            else if (isWanted)
                bytes.AddRange(match.Groups[1].Value.TrimEnd().Split(' ').Select(b => byte.Parse(b, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        }

        return [.. bytes];
    }

    private Task<ShellResult> CallAsync(string endpoint, params string[] options) =>
        Shell.RunAsync(["call", endpoint, "Tools.add", "[1, 2]", "--idl", _idlFile, .. options]);

    private sealed class Handler
    {
        public int Add(int a, int b) => a + b;
    }
}
