using System.Text;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>Requests that are whole messages, and wrong: they are answered, and the connection lives on.</summary>
public class BadRequestTests
{
    private const string Idl = """
        struct Item { 1: required string name, 2: double price }
        struct Order { 1: list<Item> items }
        service S { string echo(1: string text), i32 placeOrder(1: Order order) }
        """;

    // The arguments, without the stop behind them; then the error that says what is wrong with them, and where.
    public static TheoryData<string, string> BadArguments => new()
    {
        { "0c0001" + "0f0001" + "0c00000001" + "00" + "00", "Item came without its required field (at byte 34), in placeOrder.order.items[0].name" },
        { "0c0001" + "0f0001" + "0800000001" + "00000007" + "00", "Expected elements of type Item, found I32 (at byte 33), in placeOrder.order.items" },
        { string.Concat(Enumerable.Repeat("0c0063", 64)) + string.Concat(Enumerable.Repeat("00", 64)), "Structs and containers are nested deeper than the limit of 64 (at byte 214), in placeOrder" },
    };

    [Theory]
    [MemberData(nameof(BadArguments))]
    public async Task Arguments_that_can_not_be_read_are_a_protocol_error(string arguments, string message)
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync(RawMessage.Call("placeOrder", 7, Convert.FromHexString(arguments)), RawMessage.Call("echo", 8, RawMessage.Text(1, "still there")));

        RawReply refused = await raw.ReceiveAsync();
        refused.Header.ShouldBe(new MessageHeader("placeOrder", MessageType.Exception, 7));
        refused.Error.Error.ShouldBe(ThriftApplicationError.ProtocolError);
        refused.Error.Message.ShouldBe(message);
        (await raw.ReceiveAsync()).Result.ShouldBe("still there");
    }

    [Fact]
    public async Task A_frame_with_bytes_behind_its_message_is_a_protocol_error()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection raw = await loopback.ConnectRawAsync();
        byte[] first = RawMessage.Call("echo", 7, RawMessage.Text(1, "first"));
        byte[] second = RawMessage.Call("echo", 8, RawMessage.Text(1, "second"));

        await raw.SendAsync(RawMessage.Framed([.. first, .. second]), RawMessage.Framed(second));

        RawReply refused = await raw.ReceiveAsync();
        refused.Header.ShouldBe(new MessageHeader("echo", MessageType.Exception, 7));
        refused.Error.ShouldBe((
            ThriftApplicationError.ProtocolError,
            $"A frame or a body holds one message, and {second.Length} more bytes stand behind this one (at byte {first.Length}), in echo"));
        (await raw.ReceiveAsync()).Result.ShouldBe("second");
    }

    [Theory]
    [InlineData("nothing", "S has no method \"nothing\"")]
    [InlineData("", "S has no method \"\"")]
    [InlineData("Other:echo", "There is no service \"Other\" here")]
    [InlineData("S:nothing", "S has no method \"nothing\"")]
    public async Task An_unknown_method_is_answered_with_its_name(string method, string message)
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync(RawMessage.Call(method, 7, RawMessage.Text(1, "whatever")), RawMessage.Call("echo", 8, RawMessage.Text(1, "still there")));

        (await raw.ReceiveAsync()).Error.ShouldBe((ThriftApplicationError.UnknownMethod, message));
        (await raw.ReceiveAsync()).Result.ShouldBe("still there");
    }

    [Fact]
    public async Task A_client_of_a_newer_service_is_told_that_the_method_is_unknown()
    {
        await using Loopback loopback = await StartAsync();
        await using ServiceClient newer = await Loopback.Load("service S { void added() }").ConnectAsync(loopback.Server.Endpoint.ToString());

        (await Should.ThrowAsync<ThriftApplicationException>(() => newer.CallAsync("added"))).Error.ShouldBe(ThriftApplicationError.UnknownMethod);
    }

    [Theory]
    [InlineData(MessageType.Reply)]
    [InlineData(MessageType.Exception)]
    public async Task A_message_that_is_no_request_is_answered(MessageType type)
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync(RawMessage.Head("echo", type, 7), [0]);

        (await raw.ReceiveAsync()).Error.ShouldBe((ThriftApplicationError.InvalidMessageType, $"A request can't be a message of type {type}"));
    }

    [Fact]
    public async Task A_oneway_request_that_is_wrong_is_not_answered()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync(
            RawMessage.Oneway("nothing"), RawMessage.Oneway("placeOrder", Convert.FromHexString("0c0001" + "0f0001" + "0800000001" + "00000007" + "00")), RawMessage.Call("echo", 3, RawMessage.Text(1, "first answer")));

        (await raw.ReceiveAsync()).Header.SequenceId.ShouldBe(3);
    }

    [Fact]
    public async Task An_argument_of_another_type_is_as_if_it_were_not_there()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync(RawMessage.Call("echo", 1, Convert.FromHexString("080001" + "00000007"), RawMessage.Text(2, "an unknown field")));

        (await raw.ReceiveAsync()).Result.ShouldBe("nothing");
    }

    [Fact]
    public async Task A_request_that_comes_byte_by_byte_is_served()
    {
        await using Loopback loopback = await StartAsync();
        byte[][] requests =
        [
            RawMessage.Call("echo", 1, RawMessage.Text(1, "dribbled")), RawMessage.OldCall("echo", 1, RawMessage.Text(1, "dribbled")),
            RawMessage.Framed(RawMessage.Call("echo", 1, RawMessage.Text(1, "dribbled"))), RawMessage.Framed(RawMessage.OldCall("echo", 1, RawMessage.Text(1, "dribbled"))),
        ];

        foreach (byte[] request in requests)
        {
            using RawConnection raw = await loopback.ConnectRawAsync();
            foreach (byte b in request)
                await raw.SendAsync([b]);
            (await raw.ReceiveAsync()).Result.ShouldBe("dribbled", Encoding.Latin1.GetString(request));
        }
    }

    [Theory]
    [InlineData(false, 128)]
    [InlineData(true, 128)]
    [InlineData(false, 1)]
    public async Task Requests_in_one_packet_are_answered_in_their_order(bool framed, int queued)
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { MaxQueuedRequests = queued });
        using RawConnection raw = await loopback.ConnectRawAsync();
        byte[][] requests = [.. Enumerable.Range(0, 200).Select(i => RawMessage.Call("echo", i, RawMessage.Text(1, $"{i}")))];

        await raw.SendAsync(framed ? [.. requests.Select(r => RawMessage.Framed(r))] : requests);

        for (int i = 0; i < requests.Length; i++)
        {
            RawReply reply = await raw.ReceiveAsync();
            (reply.Header.SequenceId, reply.Result).ShouldBe((i, $"{i}"));
        }
    }

    [Fact]
    public async Task A_client_that_has_ended_its_sending_side_still_gets_its_answers()
    {
        await using Loopback loopback = await StartAsync();
        using RawConnection raw = await loopback.ConnectRawAsync();

        await raw.SendAsync(RawMessage.Call("echo", 1, RawMessage.Text(1, "last words")));
        raw.FinishSending();

        (await raw.ReceiveAsync()).Result.ShouldBe("last words");
        (await raw.ReceiveUntilClosedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_that_has_ended_its_sending_side_counts_as_gone()
    {
        GateHandler handler = new();
        await using Loopback loopback = await Loopback.StartAsync(GateHandler.Idl, handler);
        using RawConnection raw = await loopback.ConnectRawAsync();
        await raw.SendAsync(RawMessage.Call("slow", 1, RawMessage.Text(1, "x")));
        await handler.Entered.InTime();

        raw.FinishSending();

        await handler.Cancelled.InTime();
    }

    private static Task<Loopback> StartAsync(ThriftServerOptions? options = null) => Loopback.StartAsync(Idl, new Handler(), options);

    private sealed class Handler
    {
        // Some answer at once and some later, so that answers could overtake each other if nothing kept them in a row.
        public async Task<string> Echo(string? text)
        {
            if (text?.Length % 2 == 0)
                await Task.Yield();
            return text ?? "nothing";
        }

        public int PlaceOrder(ThriftStruct order) => order.Get<ThriftStruct[]>("items")?.Length ?? 0;
    }
}
