using Thriftscope.StatsD.Lines;
using Thriftscope.StatsD.Recording;
using Thriftscope.StatsD.Transport;

namespace Thriftscope.StatsD.Tests;

public class QueueTests
{
    [Fact]
    public async Task What_is_in_the_queue_is_not_held_up_by_others_that_are_in_the_middle_of_recording()
    {
        MeasurementQueue queue = new(1 << 16, wake: () => { });
        using Drops drops = new(StatsDEndpoint.Parse("127.0.0.1:8125"));
        TimerSeries own = new(new LineText("own:", "|ms"), drops, queue, milliseconds: 0, allowsNegative: false);
        TimerSeries others = new(new LineText("others:", "|ms"), drops, queue, milliseconds: 0, allowsNegative: false);
        using CancellationTokenSource end = new();
        // More threads than processors: some are interrupted wherever they are.
        Task[] threads = [.. Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (!end.IsCancellationRequested)
                {
                    others.Record(1);
                    Thread.SpinWait(100);
                }
            },
            TaskCreationOptions.LongRunning))];
        int missed = 0;
        for (int round = 0; round < 50_000; round++)
        {
            while (!queue.TryEnqueue(own, round))
                _ = queue.TryDequeue(out _, out _);
            bool isSeen = false;
            for (int left = queue.Count; left > 0 && queue.TryDequeue(out TimerSeries series, out double value); left--)
                isSeen |= series == own && value == round;
            missed += isSeen ? 0 : 1;
        }

        await end.CancelAsync();
        await Task.WhenAll(threads);
        missed.ShouldBe(0);
    }
}
