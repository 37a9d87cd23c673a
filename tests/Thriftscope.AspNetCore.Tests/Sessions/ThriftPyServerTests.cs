using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Wire;
using static Thriftscope.AspNetCore.Tests.Sessions.SessionBytes;

namespace Thriftscope.AspNetCore.Tests.Sessions;

/// <summary>A server that is asked for ThriftPy's tracking, byte by byte.</summary>
public class ThriftPyServerTests
{
    private static readonly byte[] Header = RequestHeader("r-1", "1.2", ("tenant", "blue"));

    public static TheoryData<bool, int?, int?, bool> Versions
    {
        get
        {
            TheoryData<bool, int?, int?, bool> all = [];
            foreach (bool isFramed in (bool[])[false, true])
            {
                all.Add(isFramed, null, null, false);
                all.Add(isFramed, -1, 0, false);
                all.Add(isFramed, 0, 0, false);
                all.Add(isFramed, 1, 1, false);
                all.Add(isFramed, 2, 2, true);
                all.Add(isFramed, 9, 2, true);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_version_of_both_says_whether_replies_have_headers(bool isFramed, int? sent, int? answered, bool repliesHaveHeaders)
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();

        await connection.SendAsync(On(isFramed, ThriftPyProbe(sent, appId: "shop", sequenceId: 7)));
        await connection.ShouldReceiveAsync(On(isFramed, ThriftPyAnswer(answered, sequenceId: 7)));
        for (int i = 1; i <= 2; i++)
        {
            await connection.SendAsync(On(isFramed, Header, RawMessage.Call("where", i)));
            await connection.ShouldReceiveAsync(On(isFramed, repliesHaveHeaders ? ResponseHeader() : [], RawMessage.Reply("where", i, "r-1 1.2 tenant=blue")));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exception_has_the_header_too(bool isFramed)
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();
        await UpgradeAsync(connection, isFramed, 2);

        await connection.SendAsync(On(isFramed, Header, RawMessage.Call("nothing", 1)));
        await connection.ShouldReceiveAsync(On(
            isFramed, ResponseHeader(), [.. RawMessage.Head("nothing", MessageType.Exception, 1), .. RawMessage.Text(1, "S has no method \"nothing\""), .. I32(2, 1), 0]));
        await connection.SendAsync(On(isFramed, Header, RawMessage.Call("crash", 2)));
        await connection.ShouldReceiveAsync(On(
            isFramed, ResponseHeader(), [.. RawMessage.Head("crash", MessageType.Exception, 2), .. RawMessage.Text(1, "Internal error in crash"), .. I32(2, 6), 0]));
        await connection.SendAsync(On(isFramed, Header, RawMessage.Call("refuse", 3)));
        await connection.ShouldReceiveAsync(On(
            isFramed, ResponseHeader(("reason", "refused")), [.. RawMessage.Head("refuse", MessageType.Reply, 3), 12, 0, 1, .. RawMessage.Text(1, "so"), 0, 0]));
    }

    [Fact]
    public async Task A_oneway_call_has_a_header_and_no_reply()
    {
        TrackedHandler handler = new();
        await using Loopback loopback = await StartAsync(handler);
        using RawConnection connection = await loopback.ConnectRawAsync();
        await UpgradeAsync(connection, isFramed: false, 2);

        await connection.SendAsync(Header, RawMessage.Oneway("tell", RawMessage.Text(1, "x")), Header, RawMessage.Call("answer", 2, RawMessage.Text(1, "k")));

        (await handler.Told.InTime()).ShouldBe("r-1 1.2 tenant=blue");
        await connection.ShouldReceiveAsync(ResponseHeader(("k", "yes")), RawMessage.Reply("answer", 2, "k"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_probe_is_answered_behind_the_calls_before_it_and_counts_for_those_after_it(bool isFramed)
    {
        TrackedHandler handler = new();
        await using Loopback loopback = await StartAsync(handler);
        using RawConnection connection = await loopback.ConnectRawAsync();

        await connection.SendAsync(
            On(isFramed, RawMessage.Call("slow", 1)),
            On(isFramed, ThriftPyProbe(2, sequenceId: 2)),
            On(isFramed, Header, RawMessage.Call("where", 3)),
            On(isFramed, ThriftPyProbe(1, sequenceId: 4)),
            On(isFramed, Header, RawMessage.Call("where", 5)));
        await connection.ShouldBeSilentAsync();
        handler.Open();

        // Nothing of tracking is known to a call that came before it.
        await connection.ShouldReceiveAsync(
            On(isFramed, RawMessage.Reply("slow", 1, " ")),
            On(isFramed, ThriftPyAnswer(2, sequenceId: 2)),
            On(isFramed, ResponseHeader(), RawMessage.Reply("where", 3, "r-1 1.2 tenant=blue")),
            On(isFramed, ThriftPyAnswer(1, sequenceId: 4)),
            On(isFramed, RawMessage.Reply("where", 5, "r-1 1.2 tenant=blue")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_may_leave_the_header_out_and_its_reply_does_too(bool isFramed)
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();
        await UpgradeAsync(connection, isFramed, 2);

        await connection.SendAsync(
            On(isFramed, RawMessage.Call("where", 1)), On(isFramed, Header, RawMessage.Call("where", 2)), On(isFramed, RawMessage.Call("where", 3)));

        await connection.ShouldReceiveAsync(
            On(isFramed, RawMessage.Reply("where", 1, " ")),
            On(isFramed, ResponseHeader(), RawMessage.Reply("where", 2, "r-1 1.2 tenant=blue")),
            On(isFramed, RawMessage.Reply("where", 3, " ")));
    }

    [Theory]
    [InlineData("S")]
    [InlineData("Another")]
    public async Task A_probe_with_a_services_name_is_answered_under_it(string service)
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();
        string name = $"{service}:{ThriftPyProbeName}";

        await connection.SendAsync(ThriftPyProbe(2, name));
        await connection.ShouldReceiveAsync(ThriftPyAnswer(2, name));
        await connection.SendAsync(Header, RawMessage.Call("S:where", 1));
        await connection.ShouldReceiveAsync(ResponseHeader(), RawMessage.Reply("where", 1, "r-1 1.2 tenant=blue"));
    }

    [Fact]
    public async Task Where_it_is_not_accepted_it_is_an_unknown_method()
    {
        await using Loopback loopback = await StartAsync(options: new ThriftServerOptions { Context = new() { Read = [] } });
        using RawConnection connection = await loopback.ConnectRawAsync();

        await connection.SendAsync(ThriftPyProbe(2), RawMessage.Call("where", 1));

        (await connection.ReceiveAsync()).Error.ShouldBe((ThriftApplicationError.UnknownMethod, $"{ThriftPyProbeName} is not accepted here"));
        (await connection.ReceiveAsync()).Result.ShouldBe(" ");
    }

    [Fact]
    public async Task A_protocol_that_can_have_nothing_before_its_messages_is_refused()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();

        await connection.SendAsync(Encoding.UTF8.GetBytes($$$"""[1,"{{{ThriftPyProbeName}}}",1,0,{"2":{"i32":2}}][1,"where",1,1,{}]"""));

        await connection.ShouldReceiveAsync(
            Encoding.UTF8.GetBytes($$$"""[1,"{{{ThriftPyProbeName}}}",3,0,{"1":{"str":"{{{ThriftPyProbeName}}} is not accepted here"},"2":{"i32":1}}]"""));
        await connection.ReadUntilAsync("\" \"");
    }

    [Fact]
    public async Task Over_http_it_is_an_unknown_method()
    {
        await using Application application = await Application.StartAsync(
            services => services.AddThriftService(new ThriftServiceBinding(TrackedHandler.Module.Service("S"), new TrackedHandler())), app => app.MapThrift("/thrift"));

        foreach (byte[] probe in (byte[][])[ThriftPyProbe(2), FinagleProbe(), RawMessage.Framed(FinagleProbe())])
        {
            using HttpResponseMessage response = await application.PostAsync("/thrift", probe);
            RawReply.TryParse(await response.Content.ReadAsByteArrayAsync(), out _)!.Error.Error.ShouldBe(ThriftApplicationError.UnknownMethod);
        }
    }

    [Fact]
    public async Task What_is_not_known_in_a_probe_or_of_another_type_is_skipped()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();

        await connection.SendAsync(RawMessage.Call(ThriftPyProbeName, 0, I32(1, 5), RawMessage.Text(2, "2"), TextMap(3, ("a", "b"))));

        await connection.ShouldReceiveAsync(ThriftPyAnswer(null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_not_known_in_a_header_or_of_another_type_is_skipped(bool isFramed)
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();
        await UpgradeAsync(connection, isFramed, 2);
        byte[] numbers = [13, 0, 3, 8, 11, .. I32(1), .. I32(5), .. Text("five")];

        await connection.SendAsync(
            On(isFramed, [.. I32(1, 5), .. RawMessage.Text(2, "7"), .. numbers, .. List(9, [0]), 0], RawMessage.Call("where", 1)),
            On(isFramed, [0], RawMessage.Call("where", 2)));

        for (int i = 1; i <= 2; i++)
        {
            (await connection.ReceiveBytesAsync((isFramed ? 4 : 0) + ResponseHeader().Length)).Length.ShouldBePositive();
            // A request without an id gets one.
            string place = (await connection.ReceiveAsync()).Result;
            Guid.TryParse(place.Split(' ')[0], out _).ShouldBeTrue(place);
            place.Split(' ')[1].ShouldBe(i == 1 ? "7" : "");
        }
    }

    [Theory]
    [InlineData(101, 1)]
    [InlineData(2, 5000)]
    public async Task A_header_over_the_limits_is_dropped_and_its_call_goes_on(int entries, int size)
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();
        await UpgradeAsync(connection, isFramed: false, 1);
        (string, string)[] meta = [.. Enumerable.Range(0, entries).Select(i => ($"{i}", new string('x', size)))];

        await connection.SendAsync(RequestHeader("r", "1", meta), RawMessage.Call("where", 1), Header, RawMessage.Call("where", 2));

        (await connection.ReceiveAsync()).Result.ShouldMatch("^[0-9a-f-]{36} $");
        (await connection.ReceiveAsync()).Result.ShouldBe("r-1 1.2 tenant=blue");
    }

    [Fact]
    public async Task A_header_that_is_none_ends_the_connection()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();
        await UpgradeAsync(connection, isFramed: false, 2);

        await connection.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());

        (await connection.ReceiveUntilClosedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_header_that_arrives_byte_by_byte_is_waited_for()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection connection = await loopback.ConnectRawAsync();
        await UpgradeAsync(connection, isFramed: false, 2);

        foreach (byte b in (byte[])[.. Header, .. RawMessage.Call("where", 1)])
            await connection.SendAsync([b]);

        await connection.ShouldReceiveAsync(ResponseHeader(), RawMessage.Reply("where", 1, "r-1 1.2 tenant=blue"));
    }

    private static Task<Loopback> StartAsync(TrackedHandler? handler = null, ThriftServerOptions? options = null) =>
        Loopback.StartAsync(TrackedHandler.Module.Service("S"), handler ?? new TrackedHandler(), options);

    private static async Task UpgradeAsync(RawConnection connection, bool isFramed, int version)
    {
        await connection.SendAsync(On(isFramed, ThriftPyProbe(version)));
        await connection.ShouldReceiveAsync(On(isFramed, ThriftPyAnswer(version)));
    }

    private static byte[] On(bool isFramed, params byte[][] parts)
    {
        byte[] bytes = [.. parts.SelectMany(p => p)];
        return isFramed ? RawMessage.Framed(bytes) : bytes;
    }
}
