using System.Diagnostics;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Failures;

/// <summary>Calls whose caller, or whose transport, does not wait for the reply.</summary>
public class CancellationTests
{
    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_call_that_is_cancelled_before_it_starts_sends_nothing(ProtocolKind protocol)
    {
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, cell: new Cell(Protocol: protocol), relay: true);
        Calculator.Client client = await rig.ConnectAsync(recording);

        _ = await Should.ThrowAsync<OperationCanceledException>(client.add(1, 2, new CancellationToken(canceled: true)).InTime());

        rig.Relay.Requests.ShouldBeEmpty();
        foreach (Activity span in recording.Spans)
            span.Tag("error.type").ShouldBe("CANCELLED");
        recording.Spans.Count.ShouldBeLessThanOrEqualTo(1);
        recording.Metrics.Sum("thrift.client.active_requests").ShouldBe(0);
        // Apache's compact protocol leaves the beginning of the message in the buffer: its client is of no further use.
        Calculator.Client other = protocol == ProtocolKind.Compact ? await rig.ConnectAsync(recording) : client;
        (await other.add(1, 2).InTime()).ShouldBe(3);
        Activity next = recording.Spans.Last(s => s.Kind == ActivityKind.Client);
        next.Tag("rpc.status_code").ShouldBe("OK");
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_it_waits_ends_then()
    {
        TaskCompletionSource reached = new();
        TaskCompletionSource<string> release = new();
        using Recording recording = new();
        await using Rig rig = Rig.Serve(recording, new CalculatorHandler { Run = (_, _) => { reached.SetResult(); return release.Task; } });
        Calculator.Client client = await rig.ConnectAsync(recording);
        using CancellationTokenSource cancel = new();

        Task call = client.run("wait", cancel.Token);
        await reached.Task.InTime();
        recording.Metrics.Sum("thrift.client.active_requests").ShouldBe(1);
        await cancel.CancelAsync();

        _ = await Should.ThrowAsync<OperationCanceledException>(call.InTime());
        Activity span = await recording.ClientSpanAsync("Calculator/run");
        span.Status.ShouldBe(ActivityStatusCode.Error);
        span.Tag("error.type").ShouldBe("CANCELLED");
        span.Tag("rpc.status_code").ShouldBeNull();
        span.Phases().ShouldContainKey("wait");
        await recording.Metrics.SumAsync("thrift.client.active_requests", 0);

        client.Dispose();
        release.SetResult("too late");
        _ = await recording.ServerSpanAsync("Calculator/run");
        recording.Spans.Count(s => s.Kind == ActivityKind.Client).ShouldBe(1);
    }

    [Theory]
    [InlineData(TTransportException.ExceptionType.TimedOut, "TIMED_OUT")]
    [InlineData(TTransportException.ExceptionType.NotOpen, "NOT_OPEN")]
    [InlineData(TTransportException.ExceptionType.EndOfFile, "END_OF_FILE")]
    [InlineData(TTransportException.ExceptionType.Interrupted, "INTERRUPTED")]
    [InlineData(TTransportException.ExceptionType.MessageSizeLimit, "MESSAGE_SIZE_LIMIT")]
    public async Task A_transport_error_is_named(TTransportException.ExceptionType type, string name)
    {
        using Recording recording = new();
        using Calculator.Client client = new(new TBinaryProtocol(new FailingTransport(type)));
        recording.Instrumentor.Instrument(client);

        TTransportException e = await Should.ThrowAsync<TTransportException>(client.add(1, 2).InTime());

        e.Message.ShouldBe("on purpose");
        Activity span = await recording.ClientSpanAsync("Calculator/add");
        span.Tag("error.type").ShouldBe(name);
        span.Status.ShouldBe(ActivityStatusCode.Error);
    }

    // What is written goes nowhere, and no reply comes.
    private sealed class FailingTransport(TTransportException.ExceptionType type) : TEndpointTransport(new TConfiguration())
    {
        public override bool IsOpen => true;

        public override Task OpenAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public override void Close()
        {
        }

        public override ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken) =>
            throw new TTransportException(type, "on purpose");

        public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
