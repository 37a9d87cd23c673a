namespace Thriftscope.Interop.Tests;

/// <summary>How calls of our client end at a peer's server.</summary>
public sealed class OurClientTests(InteropFixture fixture) : IClassFixture<InteropFixture>
{
    public static MatrixTheoryData<PeerKind, string> Everywhere => new(PeerMatrix.All, PeerMatrix.Transports);

    public static MatrixTheoryData<PeerKind, string, string> ThrowingMethods => new(PeerMatrix.All, PeerMatrix.Transports, ["find", "check"]);

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Several_calls_share_one_connection(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);
        string port = await peer.EvaluateAsync("serve(plain)");
        await using ServiceClient client = await InteropIdl.ConnectAsync(peer.EndpointAt(port));

        (await client.CallAsync<string>("join", "a b".Split(), "-")).ShouldBe("a-b");
        await client.CallAsync("ping");
        (await client.CallAsync<string>("find", "key")).ShouldBe("key");

        (await peer.EvaluateAsync($"connections[{port}]")).ShouldBe("1");
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Calls_at_the_same_time_each_get_their_own_answer(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);
        await using ServiceClient client = await InteropIdl.ConnectAsync(peer.Endpoint);

        int[] results = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => client.CallAsync<int>("echoI32", n)));

        results.ShouldBe(Enumerable.Range(0, 50));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_method_of_the_base_service_can_be_called(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);
        await using ServiceClient client = await InteropIdl.ConnectAsync(peer.Endpoint);

        (await client.CallAsync<string>("whoAreYou")).ShouldBe("python");
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_oneway_call_arrives_and_gets_no_reply(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);
        await using ServiceClient client = await InteropIdl.ConnectAsync(peer.Endpoint);

        await client.CallAsync("note", "psst", 7);
        // The peer serves a connection in order: when this is answered, the note has been handled.
        await client.CallAsync("ping");

        await peer.EvaluateAsync("expect(seen['note'], ('psst', 7))");
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task An_absent_field_has_the_peers_default(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);
        await using ServiceClient client = await InteropIdl.ConnectAsync(peer.Endpoint);
        ThriftStruct value = InteropIdl.Module.NewStruct("Defaults");
        value["count"] = null;

        await client.CallAsync("echoDefaults", value);

        await peer.EvaluateAsync("expect(seen['echoDefaults'][0].count, 7)");
    }

    [Theory]
    [MemberData(nameof(ThrowingMethods))]
    public async Task A_declared_exception_keeps_its_kind_and_its_fields(PeerKind kind, string transport, string method)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);
        await using ServiceClient client = await InteropIdl.ConnectAsync(peer.Endpoint);

        ThriftDeclaredException missing = await Should.ThrowAsync<ThriftDeclaredException>(client.CallAsync(method, "missing"));
        ThriftDeclaredException denied = await Should.ThrowAsync<ThriftDeclaredException>(client.CallAsync(method, "denied"));
        await client.CallAsync(method, "key");

        missing.Value.ShouldBe(InteropIdl.Module.NewStruct("NotFound", new { key = "missing" }));
        denied.Value.ShouldBe(InteropIdl.Module.NewStruct("Denied", new { reason = "no entry", code = 403 }));
    }

    [Theory]
    [InlineData("unframed")]
    [InlineData("framed")]
    public async Task Apache_answers_an_undeclared_exception_with_an_internal_error_and_the_connection_still_works(string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(PeerKind.ApachePython, transport);
        string port = await peer.EvaluateAsync("serve(plain)");
        await using ServiceClient client = await InteropIdl.ConnectAsync(peer.EndpointAt(port));

        (await Should.ThrowAsync<ThriftApplicationException>(client.CallAsync("find", "broken"))).Error.ShouldBe(ThriftApplicationError.InternalError);

        (await client.CallAsync<string>("find", "key")).ShouldBe("key");
        (await peer.EvaluateAsync($"connections[{port}]")).ShouldBe("1");
    }

    [Theory]
    [InlineData("unframed")]
    [InlineData("framed")]
    public async Task ThriftPy_closes_the_connection_for_an_undeclared_exception_and_the_next_call_opens_a_new_one(string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(PeerKind.ThriftPy, transport);
        await using ServiceClient client = await InteropIdl.ConnectAsync(peer.Endpoint);

        (await Should.ThrowAsync<ThriftTransportException>(client.CallAsync("find", "broken"))).Error.ShouldBe(ThriftTransportError.EndOfFile);
        (await client.CallAsync<string>("find", "key")).ShouldBe("key");
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task An_unknown_method_is_refused_and_the_connection_still_works(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);
        string port = await peer.EvaluateAsync("serve(base)");
        await using ServiceClient client = await InteropIdl.ConnectAsync(peer.EndpointAt(port));

        (await Should.ThrowAsync<ThriftApplicationException>(client.CallAsync("echoI32", 1))).Error.ShouldBe(ThriftApplicationError.UnknownMethod);

        (await client.CallAsync<string>("whoAreYou")).ShouldBe("python");
        (await peer.EvaluateAsync($"connections[{port}]")).ShouldBe("1");
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_multiplexed_service_is_called_by_its_name(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);
        string endpoint = peer.EndpointAt(await peer.EvaluateAsync("serve(multiplexed)"));
        await using ServiceClient first = await InteropIdl.ConnectAsync(endpoint, new ThriftClientOptions { MultiplexedName = "first" });
        await using ServiceClient second = InteropIdl.Base.CreateClient(first.Endpoint, new ThriftClientOptions { MultiplexedName = "second" });

        (await first.CallAsync<int>("echoI32", 5)).ShouldBe(5);
        await first.CallAsync("note", "psst", 8);
        await first.CallAsync("ping");
        await peer.EvaluateAsync("expect(seen['note'], ('psst', 8))");
        (await second.CallAsync<string>("whoAreYou")).ShouldBe("python");
    }

    // Apache's processor closes the connection instead.
    [Theory]
    [InlineData("unframed")]
    [InlineData("framed")]
    public async Task ThriftPy_refuses_an_unknown_multiplexed_service(string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(PeerKind.ThriftPy, transport);
        string endpoint = peer.EndpointAt(await peer.EvaluateAsync("serve(multiplexed)"));
        await using ServiceClient third = await InteropIdl.ConnectAsync(endpoint, new ThriftClientOptions { MultiplexedName = "third" });

        (await Should.ThrowAsync<ThriftApplicationException>(third.CallAsync("ping"))).Error.ShouldBe(ThriftApplicationError.UnknownMethod);
    }
}
