using Thrift.Protocol.Entities;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Headers;

public sealed class HeaderAccessTests : IAsyncLifetime
{
    private readonly HeaderRig _rig = new();
    private Calculator.Client _client = null!;
    private THeaderTransport _transport = null!;

    public async ValueTask InitializeAsync() => (_client, _transport) = await _rig.ConnectAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_header_goes_with_the_next_call_only()
    {
        _transport.SetHeader("color", "blue ★");

        (await SeenHeadersAsync()).ShouldBe(new Dictionary<string, string> { ["color"] = "blue ★" });
        (await SeenHeadersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Headers_of_a_call_that_could_not_be_written_do_not_go_with_the_next()
    {
        _transport.SetHeader("authorization", "one user's");
        await new THeaderProtocol(_transport).WriteMessageBeginAsync(new TMessage("run", TMessageType.Call, 1));

        (await SeenHeadersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_persistent_header_goes_with_every_call_until_it_is_cleared()
    {
        _transport.SetPersistentHeader("tenant", "blue");
        (await SeenHeadersAsync()).ShouldContain(new KeyValuePair<string, string>("tenant", "blue"));
        _transport.SetHeader("Tenant", "green");
        (await SeenHeadersAsync()).ShouldHaveSingleItem().Value.ShouldBe("green");
        (await SeenHeadersAsync()).ShouldContain(new KeyValuePair<string, string>("tenant", "blue"));

        _transport.ClearPersistentHeaders();

        (await SeenHeadersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Headers_that_are_cleared_are_not_sent()
    {
        _transport.SetHeader("color", "blue");
        _transport.ClearHeaders();

        (await SeenHeadersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Headers_are_looked_up_without_regard_to_case()
    {
        _transport.SetHeader("Color", "blue");
        string? found = null;
        _rig.Handler.Run = (_, _) => Task.FromResult(found = _rig.Connection.Headers["COLOR"]);

        (await _client.run("").InTime()).ShouldBe("blue");
        found.ShouldBe("blue");
    }

    [Fact]
    public async Task A_handler_sets_headers_of_its_reply()
    {
        _rig.Handler.Run = (script, _) =>
        {
            _rig.Connection.SetHeader("cost", script);
            return Task.FromResult(script);
        };

        await _client.run("7").InTime();
        _transport.Headers.ShouldBe(new Dictionary<string, string> { ["cost"] = "7" });
        await _client.add(1, 2).InTime();
        _transport.Headers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Headers_that_a_oneway_handler_sets_do_not_go_with_the_next_reply()
    {
        _rig.Handler.Notify = _ =>
        {
            _rig.Connection.SetHeader("cost", "7");
            return Task.CompletedTask;
        };

        await _client.notify("psst").InTime();
        await _client.add(1, 2).InTime();

        _transport.Headers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Headers_that_were_read_stay_when_the_next_message_comes()
    {
        _transport.SetHeader("color", "blue");
        IReadOnlyDictionary<string, string> first = await SeenHeadersAsync();
        await SeenHeadersAsync();

        first.ShouldContain(new KeyValuePair<string, string>("color", "blue"));
    }

    [Fact]
    public async Task Headers_over_the_limit_are_refused_and_the_connection_goes_on()
    {
        _transport.SetHeader("long", new string('x', 70_000));
        (await Should.ThrowAsync<TTransportException>(_client.add(1, 2).InTime())).Message.ShouldContain("headers take 7");
        for (int i = 0; i < 600; i++)
            _transport.SetHeader($"key{i}", "");
        (await Should.ThrowAsync<TTransportException>(_client.add(1, 2).InTime())).Message.ShouldContain("600 headers");

        (await _client.add(1, 2).InTime()).ShouldBe(3);
    }

    [Fact]
    public void Headers_are_never_null()
    {
        Should.Throw<ArgumentNullException>(() => _transport.SetHeader(null!, "")).ParamName.ShouldBe("key");
        Should.Throw<ArgumentNullException>(() => _transport.SetHeader("", null!)).ParamName.ShouldBe("value");
        Should.Throw<ArgumentNullException>(() => _transport.SetPersistentHeader(null!, "")).ParamName.ShouldBe("key");
    }

    private async Task<IReadOnlyDictionary<string, string>> SeenHeadersAsync()
    {
        IReadOnlyDictionary<string, string>? seen = null;
        _rig.Handler.Run = (script, _) =>
        {
            seen = _rig.Connection.Headers;
            return Task.FromResult(script);
        };
        await _client.run("").InTime();
        return seen!;
    }
}
