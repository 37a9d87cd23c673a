using System.Runtime.InteropServices;

namespace Thriftscope.AspNetCore.Hosting;

/// <summary>The signals that ask a program to end. While this object is there, they do not end it by themselves.</summary>
internal sealed class ShutdownSignals : IDisposable
{
    private readonly CancellationTokenSource _first;
    private readonly CancellationTokenSource _second = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    /// <param name="cancellationToken">Counts as a first signal.</param>
    public ShutdownSignals(CancellationToken cancellationToken)
    {
        _first = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, Receive))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken First => _first.Token;

    /// <summary>Cancelled by the second.</summary>
    public CancellationToken Second => _second.Token;

    public void Dispose()
    {
        // Waits for handlers that run.
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        bool isFirst = Interlocked.Increment(ref _count) == 1 && !_first.IsCancellationRequested;
        (isFirst ? _first : _second).Cancel();
    }
}
