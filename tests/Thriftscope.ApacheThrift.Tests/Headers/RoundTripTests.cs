using Thrift.Transport;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Headers;

public class RoundTripTests
{
    public static TheoryData<ServerKind, THeaderSubprotocol, bool> All => new MatrixTheoryData<ServerKind, THeaderSubprotocol, bool>(
        Enum.GetValues<ServerKind>(), Enum.GetValues<THeaderSubprotocol>(), [false, true]);

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_kind_of_answer_comes_back(ServerKind kind, THeaderSubprotocol protocol, bool useZlib)
    {
        await using HeaderRig rig = new(kind);
        (Calculator.Client client, _) = await rig.ConnectAsync(new THeaderOptions { Protocol = protocol, UseZlib = useZlib });

        (await client.add(1, 2).InTime()).ShouldBe(3);
        (await client.transform([Shapes.Star, new Shape("x")], new Either { Number = 1 }).InTime())[1].Points.ShouldBe(Shapes.Star.Points);
        (await Should.ThrowAsync<Overdrawn>(client.divide(1, 0).InTime())).Account.ShouldBe("zero");
        await client.notify("psst").InTime();
        await client.reset().InTime();
        (await client.ping().InTime()).ShouldBe("pong");
        rig.Handler.Seen.ShouldContain(s => s.Method == "notify");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Large_values_come_back_and_small_ones_after_them(ServerKind kind, THeaderSubprotocol protocol, bool useZlib)
    {
        await using HeaderRig rig = new(kind);
        (Calculator.Client client, _) = await rig.ConnectAsync(new THeaderOptions { Protocol = protocol, UseZlib = useZlib });
        string text = string.Concat(Enumerable.Range(0, 300_000));

        (await client.run(text).InTime()).ShouldBe(text);
        (await client.run("").InTime()).ShouldBe("");
    }

    [Fact]
    public async Task A_client_may_compress_single_requests()
    {
        await using HeaderRig rig = new();
        (Calculator.Client client, THeaderTransport transport) = await rig.ConnectAsync();
        string text = new('x', 10_000);

        (await client.run(text).InTime()).ShouldBe(text);
        transport.ReadOverhead.ShouldBeGreaterThan(0);
        transport.UseZlib = true;
        (await client.run(text).InTime()).ShouldBe(text);
        transport.ReadOverhead.ShouldBeLessThan(-9000);
        transport.WriteOverhead.ShouldBeLessThan(-9000);
        transport.UseZlib = false;
        (await client.run(text).InTime()).ShouldBe(text);
        transport.ReadOverhead.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_transport_that_is_closed_says_so()
    {
        await using HeaderRig rig = new();
        (Calculator.Client client, THeaderTransport transport) = await rig.ConnectAsync();
        transport.Dispose();
        transport.Dispose();

        transport.IsOpen.ShouldBeFalse();
        (await Should.ThrowAsync<TTransportException>(client.add(1, 2).InTime())).Type
            .ShouldBe(TTransportException.ExceptionType.NotOpen);
    }
}
