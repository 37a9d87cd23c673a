namespace Thriftscope.Client;

internal static class TaskExtensions
{
    /// <summary>Lets those who wait for a task go earlier, without its failure being taken for one that nobody has seen.</summary>
    public static T ObserveFailure<T>(this T task)
        where T : Task
    {
        _ = task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return task;
    }
}
