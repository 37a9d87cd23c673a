using Thriftscope.Client;
using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Client;

/// <summary>Writers that share flushes: each is told when its own bytes have gone, or will never go.</summary>
public class FlushGroupTests
{
    private static readonly MethodSchema Note =
        ThriftModule.Load(new StringReader("service S { oneway void note(1: i32 value) }"), "s").Service("S").Schema.FindMethod("note")!;

    [Fact]
    public async Task Messages_written_during_a_flush_go_out_together_in_their_order()
    {
        await using GatedStream stream = new();
        using FlushGroup group = new(stream, Encode, e => e);

        Task first = Write(group, 1);
        Task second = Write(group, 2);
        Task third = Write(group, 3);
        second.IsCompleted.ShouldBeFalse();
        await stream.Release();
        await first;
        third.IsCompleted.ShouldBeFalse();
        await stream.Release();
        await Task.WhenAll(second, third);

        stream.Writes.ShouldBe(["01", "0203"]);
    }

    [Fact]
    public async Task A_busy_connection_sends_what_is_written_until_the_pool_has_a_thread_for_it()
    {
        await using GatedStream stream = new();
        using FlushGroup group = new(stream, Encode, e => e);
        // While the flush waits for its turn others write too.
        await Task.Run(() =>
        {
            for (byte value = 1; value <= 3; value++)
                group.Write(RequestOf(value), isBusy: true);
        });
        while (string.Concat(stream.Writes).Length < 6)
            await stream.Release();

        string.Concat(stream.Writes).ShouldBe("010203");
    }

    [Fact]
    public async Task A_lost_connection_fails_all_who_wait()
    {
        await using GatedStream stream = new();
        List<Exception> lost = [];
        using FlushGroup group = new(stream, Encode, e =>
        {
            lost.Add(e);
            return e;
        });

        Task first = Write(group, 1);
        Task second = Write(group, 2);
        await stream.Fail(new IOException("gone"));

        (await Should.ThrowAsync<IOException>(() => first)).Message.ShouldBe("gone");
        (await Should.ThrowAsync<UnsentException>(() => second)).Message.ShouldBe("gone");
        lost.ShouldHaveSingleItem().Message.ShouldBe("gone");
    }

    [Fact]
    public async Task Closing_during_a_flush_fails_who_waits_for_the_next()
    {
        await using GatedStream stream = new();
        using FlushGroup group = new(stream, Encode, e => e);

        Task first = Write(group, 1);
        Task second = Write(group, 2);
        group.Dispose();
        await stream.Release();
        await first;

        await Should.ThrowAsync<UnsentException>(() => second.WaitAsync(TimeSpan.FromSeconds(10)));
        stream.Writes.ShouldBe(["01"]);
    }

    // A oneway call ends when it has been sent.
    private static Task Write(FlushGroup group, int value)
    {
        CallRequest request = RequestOf(value);
        group.Write(request, isBusy: false);
        return EndAsync(request.Pending!);
    }

    private static CallRequest RequestOf(int value)
    {
        ThriftStruct arguments = new(Note.Arguments) { ["value"] = value };
        CallRequest request = new(Note, Note.Name, arguments, null) { Deadline = CallDeadline.In(Timeout.InfiniteTimeSpan), CancellationToken = CancellationToken.None };
        request.Pending = new PendingCall(request);
        return request;
    }

    private static async Task EndAsync(PendingCall pending)
    {
        await pending.Task;
        _ = pending.GetReply();
    }

    private static void Encode(MessageBuffer buffer, CallRequest request)
    {
        buffer.GetSpan(1)[0] = (byte)((ThriftStruct)request.Arguments).Get<int>("value");
        buffer.Advance(1);
    }

    /// <summary>A stream whose writes end when the test says so.</summary>
    private sealed class GatedStream : MemoryStream
    {
        private readonly SemaphoreSlim _writing = new(0);
        private readonly SemaphoreSlim _written = new(0);
        private TaskCompletionSource _gate = new();

        public List<string> Writes { get; } = [];

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            string bytes = Convert.ToHexStringLower(buffer.Span);
            TaskCompletionSource gate = _gate = new TaskCompletionSource();
            _writing.Release();
            await gate.Task;
            Writes.Add(bytes);
            _written.Release();
        }

        public async Task Release()
        {
            await Begun();
            _gate.SetResult();
            (await _written.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        }

        public async Task Fail(Exception exception)
        {
            await Begun();
            _gate.SetException(exception);
        }

        protected override void Dispose(bool disposing)
        {
            _writing.Dispose();
            _written.Dispose();
            base.Dispose(disposing);
        }

        private async Task Begun() => (await _writing.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
    }
}
