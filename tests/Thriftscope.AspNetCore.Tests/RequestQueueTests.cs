using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Thriftscope.AspNetCore.Connections;
using Thriftscope.AspNetCore.Requests;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>What one connection may keep waiting, and what becomes of that when it fails.</summary>
public sealed class RequestQueueTests : IDisposable
{
    private const int Size = 10_000;

    private readonly GateHandler _handler = new();
    private readonly Target _target = new();
    private readonly List<Exception> _failures = [];
    private readonly ServiceProvider _services;

    public RequestQueueTests()
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddThriftService(new ThriftServiceBinding(Loopback.Load(GateHandler.Idl), _handler));
        _services = services.BuildServiceProvider();
    }

    [Fact]
    public async Task Large_requests_that_wait_take_no_more_than_one_message_may()
    {
        using RequestQueue queue = Create(new ThriftServerOptions { Limits = new() { MaxMessageSize = 3 * Size } }, out ServerEndpoint endpoint);
        await queue.AddAsync(Read(endpoint, "slow")).InTime();
        await _handler.Entered.InTime();

        await queue.AddAsync(Read(endpoint, "echo")).InTime();
        await queue.AddAsync(Read(endpoint, "echo")).InTime();
        Task third = queue.AddAsync(Read(endpoint, "echo"));

        third.IsCompleted.ShouldBeFalse();
        _handler.Open();
        await third.InTime();
        await queue.DrainAsync().InTime();
        _target.Replies.ShouldBe(4);
        await queue.AddAsync(Read(endpoint, "echo")).InTime();
        _target.Replies.ShouldBe(5);
    }

    [Fact]
    public async Task Behind_a_request_that_could_not_be_answered_nothing_is_handled_and_nobody_waits()
    {
        using RequestQueue queue = Create(new ThriftServerOptions { MaxQueuedRequests = 2 }, out ServerEndpoint endpoint);
        _target.Fault = new NotSupportedException("no way out");
        await queue.AddAsync(Read(endpoint, "slow")).InTime();
        await _handler.Entered.InTime();
        await queue.AddAsync(Read(endpoint, "echo")).InTime();
        Task waiting = queue.AddAsync(Read(endpoint, "echo"));
        waiting.IsCompleted.ShouldBeFalse();

        _handler.Open();

        await waiting.InTime();
        for (int i = 0; i < 5; i++)
            await queue.AddAsync(Read(endpoint, "echo")).InTime();
        await queue.DrainAsync().InTime();
        _target.Replies.ShouldBe(1);
        _failures.ShouldHaveSingleItem().ShouldBe(_target.Fault);
    }

    public void Dispose() => _services.Dispose();

    private RequestQueue Create(ThriftServerOptions options, out ServerEndpoint endpoint)
    {
        endpoint = ServerCore.Of(_services).CreateEndpoint(options);
        return new RequestQueue(endpoint.Handler, new Caller(endpoint.Telemetry, null, null), _target, options, _failures.Add, CancellationToken.None);
    }

    private static Request Read(ServerEndpoint endpoint, string method)
    {
        byte[] call = RawMessage.Call(method, 1, RawMessage.Text(1, new string('x', Size)));
        return endpoint.Decoder.Decode(new WireMessage { Body = new ReadOnlySequence<byte>(call), Size = call.Length, Format = WireFormat.Unframed }, 0, 0);
    }

    private sealed class Target : IReplyTarget
    {
        private int _replies;

        public Exception? Fault { get; set; }

        public int Replies => Volatile.Read(ref _replies);

        public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> reply, ThriftHeaders? headers)
        {
            Interlocked.Increment(ref _replies);
            return Fault is null ? ValueTask.FromResult(true) : ValueTask.FromException<bool>(Fault);
        }
    }
}
