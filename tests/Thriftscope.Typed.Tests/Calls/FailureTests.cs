using Thriftscope.AspNetCore;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Typed.Tests.Elsewhere;
using Thriftscope.Typed.Tests.Idl;

namespace Thriftscope.Typed.Tests.Calls;

/// <summary>Calls that can't be made or answered.</summary>
public sealed class FailureTests : IAsyncLifetime
{
    private readonly EverythingHandler _handler = new();
    private ThriftServer _server = null!;
    private EverythingClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ThriftServer.StartAsync<IEverything>("tcp://127.0.0.1:0", _handler, new ThriftServerOptions { ExposeExceptionMessages = true });
        _client = new EverythingClient(_server.Endpoint.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_argument_that_is_null_is_refused_before_anything_is_sent()
    {
        Should.Throw<ArgumentNullException>(() => { _ = _client.EchoStringAsync(null!); }).ParamName.ShouldBe("value");
        Should.Throw<ArgumentNullException>(() => { _ = _client.EchoPlainAsync(null!); }).ParamName.ShouldBe("value");
        Should.Throw<ArgumentNullException>(() => { _ = _client.EchoListAsync(null!); }).ParamName.ShouldBe("value");
        Should.Throw<ArgumentNullException>(() => { _ = _client.EchoSetAsync(null!); }).ParamName.ShouldBe("value");
        Should.Throw<ArgumentNullException>(() => { _ = _client.EchoMapAsync(null!); }).ParamName.ShouldBe("value");
        Should.Throw<ArgumentNullException>(() => { _ = _client.WeaveAsync("z", null!, 1, true); }).ParamName.ShouldBe("first");

        await _client.PingAsync().InTime();
    }

    [Fact]
    public async Task An_argument_that_can_not_be_written_leaves_the_connection_as_it_was()
    {
        await Should.ThrowAsync<ThriftValueException>(() => _client.EchoAnyAsync(new Any()).InTime());
        await Should.ThrowAsync<ThriftValueException>(() => _client.EchoListAsync([null!]).InTime());

        await _client.PingAsync().InTime();
    }

    [Theory]
    [InlineData("echoPlain")]
    [InlineData("echoAny")]
    [InlineData("move")]
    public async Task A_struct_that_was_not_sent_is_a_protocol_error_that_names_it(string method)
    {
        await using ServiceClient dynamic = Conversations.Module.Service("Everything").CreateClient(_server.Endpoint);

        ThriftApplicationException e = await Should.ThrowAsync<ThriftApplicationException>(() => dynamic.CallAsync(method, new ThriftArguments()).InTime());

        e.Error.ShouldBe(ThriftApplicationError.ProtocolError);
        e.Message.ShouldContain(method == "move" ? "from" : "value");
        (await dynamic.CallAsync<string>("whoAreYou").InTime()).ShouldBe("typed");
    }

    [Fact]
    public async Task A_required_argument_that_was_not_sent_is_a_protocol_error_and_others_are_empty()
    {
        ThriftService lax = ThriftModule.Load(
            new StringReader("service Everything { string weave(20: string last, 1: string first), string echoString(1: string value), i32 echoI32(1: i32 value), set<i64> echoSet(1: set<i64> value) }"), "lax").Service("Everything");
        await using ServiceClient dynamic = lax.CreateClient(_server.Endpoint);

        (await Should.ThrowAsync<ThriftApplicationException>(() => dynamic.CallAsync("weave", new ThriftArguments { ["last"] = "z" }).InTime())).Message.ShouldContain("first");
        (await dynamic.CallAsync<string>("weave", new ThriftArguments { ["first"] = "a" }).InTime()).ShouldBe("a/none/True/");
        (await dynamic.CallAsync<string>("echoString", new ThriftArguments()).InTime()).ShouldBe("");
        (await dynamic.CallAsync<int>("echoI32", new ThriftArguments()).InTime()).ShouldBe(0);
        (await dynamic.CallAsync<long[]>("echoSet", new ThriftArguments()).InTime()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_result_that_is_null_is_told_by_the_methods_name()
    {
        ThriftApplicationException e = await Should.ThrowAsync<ThriftApplicationException>(() => _client.NothingAsync().InTime());

        (e.Error, e.Message).ShouldBe((ThriftApplicationError.MissingResult, "The handler of nothing returned null; string nothing() needs a result"));
    }

    [Fact]
    public async Task A_reply_without_a_result_is_told_by_the_methods_name()
    {
        ThriftService empty = ThriftModule.Load(new StringReader("service Everything { void echoString(1: string value), void echoI32(1: i32 value), void echoPlain(1: string value) }"), "empty").Service("Everything");
        await using ThriftServer server = await empty.ServeAsync("tcp://127.0.0.1:0", new Silent());
        await using EverythingClient client = new(server.Endpoint.ToString());

        foreach (Func<Task> call in (Func<Task>[])[() => client.EchoStringAsync("x"), () => client.EchoI32Async(1)])
        {
            ThriftApplicationException e = await Should.ThrowAsync<ThriftApplicationException>(() => call().InTime());
            e.Error.ShouldBe(ThriftApplicationError.MissingResult);
            e.Message.ShouldMatch("^echo(String|I32) answered with neither a result nor an exception.$");
        }
    }

    [Fact]
    public async Task A_handler_without_a_task_is_an_internal_error()
    {
        await using ThriftServer server = await ThriftServer.StartAsync<IGround>("tcp://127.0.0.1:0", new Lazy(), new ThriftServerOptions { ExposeExceptionMessages = true });
        await using GroundClient client = new(server.Endpoint.ToString());

        (await Should.ThrowAsync<ThriftApplicationException>(() => client.WhoAreYouAsync().InTime())).Message.ShouldContain("Lazy returned null for whoAreYou, where a task is wanted.");
        (await Should.ThrowAsync<ThriftApplicationException>(() => client.MoveAsync(new Point { X = 1, Y = 1 }, 1).InTime())).Message.ShouldContain("on purpose");
    }

    [Fact]
    public async Task Giving_a_call_up_cancels_the_handler_when_the_connection_goes()
    {
        using CancellationTokenSource giveUp = new();
        Task waiting = _client.WaitAsync(giveUp.Token);
        await _handler.Waiting.Task.InTime();

        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting.InTime());
        await _client.DisposeAsync();

        await _handler.Cancelled.Task.InTime();
    }

    [Fact]
    public async Task A_time_out_of_its_own_ends_a_call()
    {
        ThriftTransportException e = await Should.ThrowAsync<ThriftTransportException>(
            () => _client.With(new ThriftCallOptions { Timeout = TimeSpan.FromMilliseconds(50) }).WaitAsync().InTime());

        e.Error.ShouldBe(ThriftTransportError.TimedOut);
    }

    [Fact]
    public async Task A_client_over_the_connections_of_another_leaves_them_open()
    {
        EverythingClient other = _client.With(new ThriftCallOptions());
        await other.PingAsync().InTime();
        await other.DisposeAsync();

        await _client.PingAsync().InTime();
    }

    [Fact]
    public async Task A_client_that_was_disposed_says_so()
    {
        await _client.PingAsync().InTime();
        await _client.DisposeAsync();

        (await Should.ThrowAsync<ThriftTransportException>(() => _client.PingAsync().InTime())).Message.ShouldContain("has been disposed");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_noticed_when_the_client_is_opened()
    {
        await using EverythingClient client = new("tcp://127.0.0.1:1");

        await Should.ThrowAsync<ThriftTransportException>(() => client.OpenAsync().InTime());
    }

    private sealed class Silent
    {
        public void EchoString(string value)
        {
        }

        public void EchoI32(int value)
        {
        }

        public void EchoPlain(string value)
        {
        }
    }

    private sealed class Lazy : IGround
    {
        public Task<string> WhoAreYouAsync(CancellationToken cancellationToken) => null!;

        public Task<Point> MoveAsync(Point from, int by, CancellationToken cancellationToken) => throw new InvalidOperationException("on purpose");
    }
}
