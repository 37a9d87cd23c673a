using Thrift.Protocol;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Headers;

/// <summary>One server, and the clients that Apache's libraries have always had.</summary>
public class ClientTypeTests
{
    public static TheoryData<THeaderClientTypes> Types =>
    [
        THeaderClientTypes.Header, THeaderClientTypes.FramedBinary, THeaderClientTypes.UnframedBinary, THeaderClientTypes.FramedCompact, THeaderClientTypes.UnframedCompact,
    ];

    public static TheoryData<ServerKind, THeaderClientTypes, bool> ServersAndTypes =>
        new MatrixTheoryData<ServerKind, THeaderClientTypes, bool>(Enum.GetValues<ServerKind>(), Types.Select(t => t.Data), [false, true]);

    [Theory]
    [MemberData(nameof(ServersAndTypes))]
    public async Task Each_client_is_answered_in_its_own_way(ServerKind kind, THeaderClientTypes type, bool byProtocolsOnly)
    {
        await using HeaderRig rig = new(kind, byProtocolsOnly: byProtocolsOnly);
        Calculator.Client client = await ConnectAsync(rig, type);

        for (int i = 0; i < 3; i++)
        {
            (await client.add(i, 2).InTime()).ShouldBe(i + 2);
            (await client.run(new string('x', 100_000)).InTime()).Length.ShouldBe(100_000);
            (await client.transform([Shapes.Star], new Either { Text = "t" }).InTime()).Count.ShouldBe(2);
            await Should.ThrowAsync<not_found>(client.divide(1, -1).InTime());
            await client.notify("psst").InTime();
        }

        (await client.ping().InTime()).ShouldBe("pong");
        if (!byProtocolsOnly)
            rig.Connection.ClientType.ShouldBe(type);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_client_that_is_not_allowed_is_turned_away_and_the_others_are_not(THeaderClientTypes type)
    {
        await using HeaderRig rig = new(options: new THeaderOptions { AllowedClientTypes = THeaderClientTypes.All & ~type });

        await Should.ThrowAsync<Exception>((await ConnectAsync(rig, type)).add(1, 2).InTime());
        foreach (THeaderClientTypes other in Types.Select(t => t.Data).Where(t => t != type))
            (await (await ConnectAsync(rig, other)).add(1, 2).InTime()).ShouldBe(3);
    }

    [Fact]
    public async Task One_connection_may_change_its_ways_from_message_to_message()
    {
        await using HeaderRig rig = new();
        TTransport socket = rig.NewSocket();
        await socket.OpenAsync().InTime();

        foreach (THeaderClientTypes type in Types.Concat(Types.Reverse()).Select(t => t.Data))
        {
            using Calculator.Client client = new(Protocol(type, new KeptOpen(socket)));
            (await client.add(1, 2).InTime()).ShouldBe(3);
            rig.Connection.ClientType.ShouldBe(type);
        }

        socket.Dispose();
    }

    internal static TProtocol Protocol(THeaderClientTypes type, TTransport socket) => type switch
    {
        THeaderClientTypes.Header => new THeaderProtocol(new THeaderTransport(socket)),
        THeaderClientTypes.FramedBinary => new TBinaryProtocol(new TFramedTransport(socket)),
        THeaderClientTypes.UnframedBinary => new TBinaryProtocol(new TBufferedTransport(socket)),
        THeaderClientTypes.FramedCompact => new TCompactProtocol(new TFramedTransport(socket)),
        _ => new TCompactProtocol(new TBufferedTransport(socket)),
    };

    private static Task<Calculator.Client> ConnectAsync(HeaderRig rig, THeaderClientTypes type) => rig.ConnectAsync(Protocol(type, rig.NewSocket()));

    /// <summary>A transport that outlives the layers above it.</summary>
    private sealed class KeptOpen(TTransport inner) : TLayeredTransport(inner)
    {
        public override bool IsOpen => InnerTransport.IsOpen;

        public override Task OpenAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public override void Close()
        {
        }

        public override ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken) =>
            InnerTransport.ReadAsync(buffer, offset, length, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken) =>
            InnerTransport.WriteAsync(buffer, offset, length, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => InnerTransport.FlushAsync(cancellationToken);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
