using Thriftscope.AspNetCore;

namespace Thriftscope.Interop.Tests;

/// <summary>How calls of a peer's client end at our server.</summary>
public sealed class OurServerTests(InteropFixture fixture) : IClassFixture<InteropFixture>
{
    public static MatrixTheoryData<PeerKind, string> Everywhere => new(PeerMatrix.All, PeerMatrix.Transports);

    public static MatrixTheoryData<PeerKind, string, string> ThrowingMethods => new(PeerMatrix.All, PeerMatrix.Transports, ["find", "check"]);

    private string Client => $"client({fixture.Port})";

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Several_calls_share_one_connection(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);

        string results = await peer.EvaluateAsync($"[(c := {Client}).join(['a', 'b'], '-'), c.ping(), c.find('key')]");

        results.ShouldBe("['a-b', None, 'key']");
        fixture.Handler.Seen.ShouldContainKey("ping");
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_method_of_the_base_service_can_be_called(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);

        (await peer.EvaluateAsync($"{Client}.whoAreYou()")).ShouldBe("thriftscope");
    }

    // ThriftPy 0.3.9 sends a oneway call as a message of the type CALL; it gets no reply all the same.
    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_oneway_call_arrives_and_gets_no_reply(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);

        string next = await peer.EvaluateAsync($"[(c := {Client}).note('psst', 7), c.find('next')]");

        next.ShouldBe("[None, 'next']");
        fixture.Handler.Seen["note"].ShouldBe(["psst", 7]);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task An_absent_field_has_our_default(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);

        await peer.EvaluateAsync($"expect({Client}.echoDefaults(Defaults(count=None)), Defaults())");
    }

    [Theory]
    [MemberData(nameof(ThrowingMethods))]
    public async Task A_declared_exception_keeps_its_kind_and_its_fields(PeerKind kind, string transport, string method)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);

        string errors = await peer.EvaluateAsync($"[error_of((c := {Client}).{method}, 'missing'), error_of(c.{method}, 'denied')]");

        errors.ShouldBe("['NotFound key=missing', 'Denied code=403 reason=no entry']");
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task An_undeclared_exception_becomes_an_internal_error_and_the_connection_still_works(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);

        string results = await peer.EvaluateAsync($"[error_of((c := {Client}).find, 'broken'), c.find('key')]");

        results.ShouldBe("['TApplicationException message=Internal error in find type=6', 'key']");
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task An_unknown_method_is_refused_and_the_connection_still_works(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);
        await using ThriftServer server = await InteropIdl.ServeAsync(new ThriftServiceBinding(InteropIdl.Base, fixture.Handler));

        string results = await peer.EvaluateAsync($"[error_of((c := client({server.Endpoint.Port})).echoI32, 1), c.whoAreYou()]");

        results.ShouldBe("['TApplicationException message=Base has no method \"echoI32\" type=1', 'thriftscope']");
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_multiplexed_service_is_called_by_its_name(PeerKind kind, string transport)
    {
        PeerProcess peer = await fixture.PeerAsync(kind, transport);
        await using ThriftServer server = await InteropIdl.ServeAsync(
            new ThriftServiceBinding(InteropIdl.Interop, fixture.Handler, "first"), new ThriftServiceBinding(InteropIdl.Base, fixture.Handler, "second"));
        int? port = server.Endpoint.Port;

        (await peer.EvaluateAsync($"[(c := client({port}, 'Interop', 'first')).echoI32(5), c.note('psst', 8), c.find('key')]")).ShouldBe("[5, None, 'key']");
        fixture.Handler.Seen["note"].ShouldBe(["psst", 8]);
        (await peer.EvaluateAsync($"client({port}, 'Base', 'second').whoAreYou()")).ShouldBe("thriftscope");
        (await peer.EvaluateAsync($"error_of(client({port}, 'Base', 'third').whoAreYou)")).ShouldEndWith("type=1");
    }
}
