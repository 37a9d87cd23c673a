namespace Thriftscope.Interop.Tests.Dialects;

/// <summary>The peers that the tests of dialects rest on, checked without any code of ours.</summary>
public sealed class IndependentPeerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task The_golden_bytes_say_what_stands_beside_them_and_are_written_from_it() =>
        await SucceedsAsync(DialectProgram.CheckGolden);

    [Fact]
    public async Task The_peers_understand_each_other_in_every_dialect() =>
        await SucceedsAsync(DialectProgram.SelfTest, "--node", await Matrix.PeerPrograms.NodeModulesAsync());

    [Fact]
    public async Task A_server_tells_what_it_saw_and_a_client_what_it_got()
    {
        const string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await using DialectPeer server = await DialectPeer.ServeAsync(DialectProgram.Dialects, "--upgrade", "thriftpy");

        var lines = await DialectPeer.CallAsync(
            DialectProgram.Dialects,
            server.Port,
            "--dialect",
            "thriftpy",
            "--context",
            $$$"""{"request_id": "r", "seq": "1.2", "meta": {"traceparent": "{{{parent}}}"}}""");

        lines.Of<GotProbe>().ShouldHaveSingleItem().Version.ShouldBe(2);
        lines.Of<GotReply>().ShouldHaveSingleItem().Result.ShouldBe("hi");
        (await server.NextAsync<SeenProbe>()).AppId.ShouldBe("dialect-peer");
        SeenRequest request = await server.NextAsync<SeenRequest>();
        request.Contexts.ThriftPy!.Seq.ShouldBe("1.2");
        request.Contexts.Finagle.ShouldBeNull();
        request.Ids.ShouldBe([new SeenIds("thriftpy", "w3c", "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true)]);
        (await server.NextAsync<SeenEnd>()).By.ShouldBe("peer");
    }

    [Fact]
    public async Task ThriftPys_own_tracking_tells_at_both_ends()
    {
        await using DialectPeer server = await DialectPeer.ServeAsync(DialectProgram.ThriftPyTracking);

        var lines = await DialectPeer.CallAsync(DialectProgram.ThriftPyTracking, server.Port, "--meta", """{"key": "value"}""", "--method", "missing");

        ThriftPyCall call = lines.Of<ThriftPyCall>().ShouldHaveSingleItem();
        call.Error!.Type.ShouldBe(1);
        call.Record!.Status.ShouldBeFalse();
        ThriftPyHeader header = await server.NextAsync<ThriftPyHeader>();
        header.RequestId.ShouldBe(call.Record.RequestId);
        header.Meta!["key"].ShouldBe("value");
    }

    [Fact]
    public async Task Nodes_THeader_tells_at_both_ends()
    {
        await using DialectPeer server = await DialectPeer.ServeAsync(DialectProgram.NodeTHeader, "--reply-context", """{"served-by": "node"}""");

        var lines = await DialectPeer.CallAsync(DialectProgram.NodeTHeader, server.Port, "--context", """{"key": "value"}""");

        lines.Of<NodeReply>().ShouldHaveSingleItem().Headers["served-by"].ShouldBe("node");
        NodeRequest request = await server.NextAsync<NodeRequest>();
        request.Framing.ShouldBe("theader");
        request.Headers["key"].ShouldBe("value");
    }

    [Fact]
    public async Task Raw_bytes_get_raw_bytes_back_and_nonsense_is_an_error()
    {
        await using DialectPeer server = await DialectPeer.ServeAsync(DialectProgram.Dialects);

        var lines = await DialectPeer.CallAsync(DialectProgram.Dialects, server.Port, "--raw", "ffffffffffff", "--wait", "10");

        lines.Of<GotBytes>().ShouldHaveSingleItem().ShouldBe(new GotBytes("", Closed: true));
        (await server.NextAsync<PeerError>()).Hex.ShouldBe("ffffffffffff");
    }

    [Fact]
    public void Golden_bytes_can_be_loaded_with_what_they_say()
    {
        GoldenFile.Names.ShouldContain("field_8888_compact");
        GoldenFile.Load("field_8888_compact")[..4].ShouldBe([0x82, 0x21, 0x01, 0x04]);
        GoldenFile.IdsOf("field_8888_compact").ShouldHaveSingleItem().SpanId.ShouldBe("b7ad6b7169203331");
    }

    private static async Task SucceedsAsync(DialectProgram program, params string[] arguments)
    {
        await using DialectProcess process = await program.StartAsync(arguments);
        (int exitCode, string output) = await process.EndAsync(Patience);
        exitCode.ShouldBe(0, $"{output}{process.Errors}");
        output.ShouldContain(" 0 failed");
    }
}
