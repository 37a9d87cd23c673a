using System.Net;
using System.Net.Sockets;

namespace Thriftscope.Client;

/// <summary>
/// Connects to the first address of a host that answers. Each gets a head start of a quarter of a second before the next is tried beside
/// it, and the families take turns, as https://www.rfc-editor.org/rfc/rfc8305 has it: an address that nobody answers at costs little.
/// </summary>
internal static class AddressRace
{
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs the race.</summary>
    /// <param name="addresses">At least one, the preferred one first.</param>
    /// <param name="connectAsync">Connects to one.</param>
    /// <param name="cancellationToken">Gives all of them up.</param>
    /// <returns>The winner; all others have been disposed, or are when they end.</returns>
    /// <exception cref="SocketException">None could be connected to; it is the first one's failure.</exception>
    public static async Task<T> RunAsync<T>(
        IReadOnlyList<IPAddress> addresses, Func<IPAddress, CancellationToken, Task<T>> connectAsync, CancellationToken cancellationToken)
        where T : class, IDisposable
    {
        if (addresses.Count == 1)
            return await connectAsync(addresses[0], cancellationToken).ConfigureAwait(false);

        Queue<IPAddress> waiting = new(Interleaved(addresses));
        List<Task<T>> running = [];
        Exception? failure = null;
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (true)
            {
                if (waiting.TryDequeue(out IPAddress? address))
                    running.Add(connectAsync(address, ended.Token));
                else if (running.Count == 0)
                    throw failure!;

                Task first = waiting.Count == 0
                    ? await Task.WhenAny(running).ConfigureAwait(false)
                    : await Task.WhenAny([.. running, Task.Delay(HeadStart, ended.Token)]).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (first is not Task<T> finished)
                    continue;
                _ = running.Remove(finished);
                if (finished.IsCompletedSuccessfully)
                    return finished.Result;
                failure ??= finished.Exception!.InnerException!;
                if (failure is not SocketException)
                    throw failure;
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            foreach (Task<T> late in running)
                _ = late.ContinueWith(static t => Drop(t), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>The addresses with their families in turns, beginning with the first one's.</summary>
    public static IEnumerable<IPAddress> Interleaved(IReadOnlyList<IPAddress> addresses)
    {
        Queue<IPAddress> own = new(addresses.Where(a => a.AddressFamily == addresses[0].AddressFamily));
        Queue<IPAddress> other = new(addresses.Where(a => a.AddressFamily != addresses[0].AddressFamily));
        while (own.Count + other.Count > 0)
        {
            if (own.TryDequeue(out IPAddress? address))
                yield return address;
            if (other.TryDequeue(out address))
                yield return address;
        }
    }

    private static void Drop<T>(Task<T> task)
        where T : class, IDisposable
    {
        if (task.IsCompletedSuccessfully)
            task.Result.Dispose();
        else
            _ = task.Exception;
    }
}
