using System.IO.Pipelines;
using Thriftscope.AspNetCore.Connections;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests.Limits;

/// <summary>Clients that read a large reply slowly.</summary>
public class SlowReaderTests
{
    [Fact]
    public async Task The_time_that_a_reply_may_wait_begins_anew_whenever_some_of_it_was_read()
    {
        const int size = 1_000_000;
        Pipe connection = new(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024));
        using ConnectionOutput output = new(connection.Writer, isShared: false);
        Task<bool> sending = output.SendAsync(new byte[size], null).AsTask();
        int beginnings = 0;
        long received = 0;

        while (!sending.IsCompleted)
        {
            long since = output.WaitingSince;
            since.ShouldBeGreaterThan(0);
            ReadResult some = await connection.Reader.ReadAsync().AsTask().InTime();
            received += some.Buffer.Length;
            connection.Reader.AdvanceTo(some.Buffer.End);
            await InTimeExtensions.Eventually(() => sending.IsCompleted || (output.WaitingSince is not 0 and var now && now != since), "the next piece waits");
            beginnings++;
        }

        beginnings.ShouldBeGreaterThan(10);
        (await sending).ShouldBeTrue();
        output.WaitingSince.ShouldBe(0);
        while (connection.Reader.TryRead(out ReadResult rest))
        {
            received += rest.Buffer.Length;
            connection.Reader.AdvanceTo(rest.Buffer.End);
        }

        received.ShouldBe(size);
    }
}
