using System.Runtime.InteropServices;

namespace Thriftscope.Agent;

/// <summary>Sends what is still waiting when the program ends, in whatever way it does that the runtime tells of.</summary>
internal sealed class LastExport(IDisposable telemetry)
{
    // What the SDK's own Dispose allows each signal; a collector that does not answer must not hold up the program's end for longer.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly List<PosixSignalRegistration> Signals = [];

    private readonly Lazy<Task> _disposed = new(() => Task.Factory.StartNew(
        telemetry.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    public void Register()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Run();
        AppDomain.CurrentDomain.UnhandledException += (_, e) =>
        {
            if (e.IsTerminating)
                Run();
        };
        foreach (PosixSignal signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGHUP })
        {
            if (IgnoredSignals.Contains(signal))
                continue;
            // Handlers run from the last registered to the first: all of the program's have run, and decided whether it ends now.
            Signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                if (!context.Cancel)
                    Run();
            }));
        }
    }

    private void Run()
    {
        try
        {
            _ = _disposed.Value.Wait(Limit);
        }
        catch (AggregateException)
        {
            // The program is ending; nobody is left to tell.
        }
    }
}
