using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>Many calls at a time, and large ones.</summary>
public class ConcurrencyTests
{
    private const string Idl = "service S { string echo(1: string text), binary turn(1: binary data) }";

    [Theory]
    [InlineData("tcp://127.0.0.1:0", 1)]
    [InlineData("tcp://127.0.0.1:0?transport=framed", 4)]
    public async Task Callers_that_share_clients_each_get_their_own_answers(string endpoint, int clients)
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler(), endpoint: endpoint);
        ServiceClient[] shared = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => loopback.ConnectAsync()));

        await Task.WhenAll(Enumerable.Range(0, 48 * clients).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 50; i++)
            {
                string text = $"{caller}/{i}/" + new string('x', (caller * i) % 500);
                (await shared[caller % clients].CallAsync<string>("echo", text)).ShouldBe(text);
            }
        }))).InTime();

        foreach (ServiceClient client in shared)
            await client.DisposeAsync();
    }

    [Fact]
    public async Task Callers_that_find_no_connection_open_one_together()
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler());
        await using ServiceClient client = loopback.Service.CreateClient(loopback.Server.Endpoint);

        string[] answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => client.CallAsync<string>("echo", $"{i}"))).InTime();

        answers.ShouldBe(Enumerable.Range(0, 32).Select(i => $"{i}"));
    }

    [Fact]
    public async Task A_connection_serves_many_calls()
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler());

        for (int i = 0; i < 5000; i++)
            (await loopback.Client.CallAsync<string>("echo", $"{i}")).ShouldBe($"{i}");
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:0", 20_000_000)]
    [InlineData("tcp://127.0.0.1:0?transport=framed", 8_000_000)]
    public async Task Large_payloads_go_both_ways_and_small_calls_beside_them(string endpoint, int size)
    {
        await using Loopback loopback = await Loopback.StartAsync(Idl, new Handler(), endpoint: endpoint);
        byte[] data = new byte[size];
        new Random(1).NextBytes(data);

        Task<byte[]> large = loopback.Client.CallAsync<byte[]>("turn", data);
        Task<string> small = loopback.Client.CallAsync<string>("echo", "behind it");
        byte[] turned = await large.InTime();

        turned.AsSpan().Reverse();
        turned.AsSpan().SequenceEqual(data).ShouldBeTrue();
        (await small.InTime()).ShouldBe("behind it");
    }

    [Fact]
    public async Task A_reply_over_the_clients_limit_ends_the_call()
    {
        ThriftClientOptions options = new() { Limits = new() { MaxMessageSize = 1000 } };
        await using Loopback loopback = await Loopback.StartAsync("service S { string repeat(1: i32 count) }", new Repeater(), client: options);

        (await loopback.Client.CallAsync<string>("repeat", 900).InTime()).Length.ShouldBe(900);
        ThriftProtocolException e = await Should.ThrowAsync<ThriftProtocolException>(() => loopback.Client.CallAsync<string>("repeat", 1000));

        e.Error.ShouldBe(ThriftProtocolError.SizeLimit);
        (await loopback.Client.CallAsync<string>("repeat", 5).InTime()).ShouldBe("xxxxx");
    }

    private sealed class Handler
    {
        public async Task<string> Echo(string text)
        {
            if (text.Length % 3 == 0)
                await Task.Yield();
            return text;
        }

        public byte[] Turn(byte[] data)
        {
            byte[] turned = [.. data];
            turned.AsSpan().Reverse();
            return turned;
        }
    }

    private sealed class Repeater
    {
        public string Repeat(int count) => new('x', count);
    }
}
