using System.Collections.Concurrent;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Sessions;
using static Thriftscope.AspNetCore.Tests.Sessions.SessionBytes;

namespace Thriftscope.AspNetCore.Tests.Sessions;

/// <summary>What a program knows and says through tracking, over several servers.</summary>
public class TrackingTests
{
    private static readonly ThriftSession[] Three = [ThriftSession.ThriftPy, ThriftSession.ThriftPy, ThriftSession.ThriftPy];

    [Fact]
    public async Task Calls_are_numbered_as_a_tree_under_one_id()
    {
        Tracker tracker = new();
        await using Chain chain = await Chain.StartAsync(Three, tracker);

        await chain.Client.CallAsync<string>("go", 2).InTime();
        await chain.Client.CallAsync<string>("go", 1).InTime();

        chain.Places.ShouldBe(
        [
            "id-1 1", "id-1 1.1", "id-1 1.1.1", "id-1 1.1.2", "id-1 1.2", "id-1 1.2.1", "id-1 1.2.2",
            "id-2 2", "id-2 2.1", "id-2 2.1.1",
        ]);
    }

    [Fact]
    public async Task Calls_of_one_handler_at_the_same_time_have_each_its_number()
    {
        await using Chain chain = await Chain.StartAsync([ThriftSession.ThriftPy], new Tracker());

        string[] places = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => chain.Client.CallAsync<string>("go", 0))).InTime();

        places.Select(p => p.Split(' ')[1]).Order().ShouldBe(Enumerable.Range(1, 20).Select(i => $"{i}").Order());
    }

    [Fact]
    public async Task Without_a_tracker_an_id_is_a_random_uuid()
    {
        await using Chain chain = await Chain.StartAsync([ThriftSession.ThriftPy]);

        string place = await chain.Client.CallAsync<string>("go", 0).InTime();

        place.ShouldMatch("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12} 1$");
    }

    [Fact]
    public async Task Meta_flows_down_with_what_each_adds_to_it()
    {
        await using Chain chain = await Chain.StartAsync(Three, new Tracker());
        chain.Around = () => ThriftTracking.AddMeta($"at{ThriftTracking.Seq}", "yes");

        using (ThriftTracking.AddMeta("tenant", "blue"))
        {
            using (ThriftTracking.AddMeta("tenant", "red"))
                await chain.Client.CallAsync<string>("go", 1).InTime();
            ThriftTracking.Meta.ShouldBe(new Dictionary<string, string> { ["tenant"] = "blue" });
        }

        ThriftTracking.Meta.ShouldBeEmpty();
        chain.Places.ShouldBe(["id-1 1 tenant=red", "id-1 1.1 at1=yes tenant=red", "id-1 1.1.1 at1=yes at1.1=yes tenant=red"]);
    }

    [Fact]
    public async Task A_counter_of_its_own_numbers_calls_anew()
    {
        await using Chain chain = await Chain.StartAsync([ThriftSession.ThriftPy, ThriftSession.ThriftPy], new Tracker());
        chain.Around = () => ThriftTracking.Counter(10);

        using (ThriftTracking.Counter())
            await chain.Client.CallAsync<string>("go", 2).InTime();
        using (ThriftTracking.Counter())
            await chain.Client.CallAsync<string>("go", 0).InTime();

        chain.Places.ShouldBe(["id-1 1", "id-1 1.11", "id-1 1.11", "id-2 1"]);
    }

    [Theory]
    [InlineData("None")]
    [InlineData("Finagle")]
    public async Task A_server_that_is_not_tracked_hears_nothing(string session)
    {
        await using Chain chain = await Chain.StartAsync([ThriftSession.ThriftPy, Enum.Parse<ThriftSession>(session), ThriftSession.ThriftPy], new Tracker());

        await chain.Client.CallAsync<string>("go", 1).InTime();

        // What comes behind it is a request of its own.
        chain.Places.ShouldBe(["id-1 1", " ", "id-2 1"]);
    }

    [Fact]
    public async Task The_trace_context_of_a_request_is_not_passed_on_with_its_meta()
    {
        Tracker tracker = new();
        await using Chain chain = await Chain.StartAsync([ThriftSession.ThriftPy, ThriftSession.ThriftPy], tracker);
        using RawConnection connection = await RawConnection.OpenAsync(chain.First.Endpoint.Port!.Value);
        byte[] header = RequestHeader(
            "r",
            "5",
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            ("tracestate", "a=b"),
            ("Baggage", "user=1"),
            ("b3", "0"),
            ("X-B3-TraceId", "1"),
            ("tenant", "blue"));

        await connection.SendAsync(
            RawMessage.Framed(ThriftPyProbe(1)), RawMessage.Framed([.. header, .. RawMessage.Call("go", 1, I32(1, 1))]));
        await connection.ShouldReceiveAsync(RawMessage.Framed(ThriftPyAnswer(1)), RawMessage.Framed(RawMessage.Reply("go", 1, "r 5 tenant=blue")));

        // There may be a new one, of the call that the handler has made.
        IReadOnlyDictionary<string, string> meta = tracker.Calls.Single(c => c.Call.Seq == "5.1" && !c.IsHandled).Call.Meta;
        meta.Keys.Except(["traceparent", "tracestate"]).ShouldBe(["tenant"]);
        meta.GetValueOrDefault("traceparent", "").ShouldNotContain("b7ad6b7169203331");
        meta.GetValueOrDefault("tracestate", "").ShouldBeEmpty();
        chain.Places.ShouldBe(["r 5 tenant=blue", "r 5.1 tenant=blue"]);
    }

    [Fact]
    public async Task What_a_program_adds_does_not_pass_for_a_trace_context()
    {
        Tracker tracker = new();
        await using Chain chain = await Chain.StartAsync([ThriftSession.ThriftPy], tracker);

        using (ThriftTracking.AddMeta("TraceParent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        using (ThriftTracking.AddMeta("tenant", "blue"))
            await chain.Client.CallAsync<string>("go", 0).InTime();

        tracker.Calls.Single(c => !c.IsHandled).Call.Meta.Keys.ShouldNotContain("TraceParent");
        chain.Places.ShouldBe(["id-1 1 tenant=blue"]);
    }

    [Fact]
    public async Task What_a_header_has_no_room_for_is_left_out_and_the_programs_own_goes_first()
    {
        await using Chain chain = await Chain.StartAsync([ThriftSession.ThriftPy, ThriftSession.ThriftPy], new Tracker());
        chain.Around = () => ThriftTracking.AddMeta("own", new string('y', 3000));

        using (ThriftTracking.AddMeta("large", new string('x', 6000)))
        using (ThriftTracking.AddMeta("small", "x"))
            await chain.Client.CallAsync<string>("go", 1).InTime();

        chain.Places.Select(p => p.Length > 6000 ? "large" : p).ShouldBe(["large", $"id-1 1.1 own={new string('y', 3000)} small=x"]);
    }

    [Fact]
    public async Task A_tracker_is_told_of_each_call_on_both_sides()
    {
        Tracker tracker = new();
        TrackedHandler handler = new();
        DateTimeOffset before = DateTimeOffset.UtcNow;
        await using (Loopback loopback = await Loopback.StartAsync(
            TrackedHandler.Module.Service("S"), handler, new ThriftServerOptions { Tracker = tracker }, new ThriftClientOptions { Context = Writing.Of(ThriftSession.ThriftPy), Tracker = tracker }))
        {
            using (ThriftTracking.AddMeta("tenant", "blue"))
            using (ThriftTracking.Annotate("why", 5))
                await loopback.Client.CallAsync<string>("answer", "k").InTime();
            await Should.ThrowAsync<ThriftDeclaredException>(() => loopback.Client.CallAsync("refuse").InTime());
            await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync("crash").InTime());
            await loopback.Client.CallAsync("tell", "x").InTime();
            await InTimeExtensions.Eventually(() => tracker.Calls.Count == 8, "the calls");
        }

        ThriftTrackedCall[] sent = [.. tracker.Calls.Where(c => !c.IsHandled).Select(c => c.Call)];
        ThriftTrackedCall[] handled = [.. tracker.Calls.Where(c => c.IsHandled).Select(c => c.Call)];
        foreach (ThriftTrackedCall[] side in (ThriftTrackedCall[][])[sent, handled])
        {
            side.Select(c => $"{c.RequestId} {c.Seq} {c.Api} {c.Status}").ShouldBe(["id-1 1 answer True", "id-2 2 refuse False", "id-3 3 crash False", "id-4 4 tell True"]);
            side.ShouldAllBe(c => c.Client == "shop" && c.Server == "stock" && before <= c.Start && c.Start <= c.End && c.End <= DateTimeOffset.UtcNow);
            side[0].Meta["tenant"].ShouldBe("blue");
            side[1].Meta.Keys.ShouldNotContain("tenant");
        }

        sent[0].Annotation.ShouldBe(new Dictionary<string, object?> { ["why"] = 5 });
        sent[1].Annotation.ShouldBeEmpty();
        sent[0].ResponseMeta.ShouldBe(new Dictionary<string, string> { ["k"] = "yes" });
        tracker.Calls.Where(c => !c.IsHandled).Select(c => c.Exception?.GetType()).ShouldBe(
            [null, typeof(ThriftDeclaredException), typeof(ThriftApplicationException), null]);
        tracker.Calls.Where(c => c.IsHandled).Select(c => c.Exception?.GetType()).ShouldBe(
            [null, typeof(ThriftDeclaredException), typeof(InvalidOperationException), null]);
        tracker.Handshakes.ShouldBe(["sent", "shop 2"]);
    }

    [Fact]
    public async Task A_tracker_that_throws_breaks_no_call()
    {
        await using Chain chain = await Chain.StartAsync(Three, new Throwing());

        string place = await chain.Client.CallAsync<string>("go", 1).InTime();

        place.ShouldMatch("^[0-9a-f-]{36} 1$");
        chain.Places.Count.ShouldBe(3);
    }

    [Fact]
    public void Outside_a_request_there_is_nothing_to_know()
    {
        ThriftTracking.RequestId.ShouldBeNull();
        ThriftTracking.Seq.ShouldBeNull();
        ThriftTracking.Annotation.ShouldBeEmpty();
        ThriftTracking.AddResponseMeta("goes", "nowhere");
    }

    private sealed class Tracker() : ThriftTracker("shop", "stock")
    {
        private int _requests;

        public ConcurrentQueue<(ThriftTrackedCall Call, Exception? Exception, bool IsHandled)> Calls { get; } = new();

        public ConcurrentQueue<string> Handshakes { get; } = new();

        public override string CreateRequestId() => $"id-{Interlocked.Increment(ref _requests)}";

        public override void InitHandshake(ThriftHandshake handshake)
        {
            handshake.AppId = Client;
            Handshakes.Enqueue("sent");
        }

        public override void HandleHandshake(ThriftHandshake handshake)
        {
            handshake.Peer.ShouldNotBeNull();
            Handshakes.Enqueue($"{handshake.AppId} {handshake.Version}");
        }

        public override void Record(ThriftTrackedCall call, Exception? exception) => Calls.Enqueue((call, exception, false));

        public override void RecordHandled(ThriftTrackedCall call, Exception? exception) => Calls.Enqueue((call, exception, true));
    }

    private sealed class Throwing : ThriftTracker
    {
        public override string CreateRequestId() => throw new InvalidOperationException();

        public override void InitHandshake(ThriftHandshake handshake) => throw new InvalidOperationException();

        public override void HandleHandshake(ThriftHandshake handshake) => throw new InvalidOperationException();

        public override void Record(ThriftTrackedCall call, Exception? exception) => throw new InvalidOperationException();

        public override void RecordHandled(ThriftTrackedCall call, Exception? exception) => throw new InvalidOperationException();
    }
}
