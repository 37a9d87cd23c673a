using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Thriftscope.Telemetry;

/// <summary>A call as its server sees it, from the first byte of the request to the flushed reply.</summary>
internal sealed class ServerCall : Call
{
    private ServerCall(CallInstrumentation instrumentation, MethodTelemetry method, in RequestTimes times, ActivityContext parent)
        : base(instrumentation, instrumentation.Instruments.Server, method, times.FirstByte, CallPhase.Read, parent)
    {
        Enter(CallPhase.Queue, times.Complete);
        Enter(CallPhase.Deserialize, times.DecodeStarted);
        Enter(CallPhase.Queue, times.Decoded);
    }

    /// <summary>
    /// Starts the call in the phase <see cref="CallPhase.Queue"/>, or answers <see langword="null"/> when nobody listens or a
    /// filter left it out. The span becomes <see cref="Activity.Current"/>: start the call in the async method that runs the
    /// handler, so that it does not leak into the connection's read loop.
    /// </summary>
    public static ServerCall? Start(CallInstrumentation instrumentation, MethodTelemetry method, in RequestTimes times, ActivityContext parent)
    {
        CallInstruments instruments = instrumentation.Instruments;
        bool wanted = instruments.Source.HasListeners() || instruments.Server.Enabled || instrumentation.Logger.IsEnabled(LogLevel.Warning);
        if (!wanted || !Guard.Passes(instrumentation.Options.Filter, method.Info))
            return null;
        try
        {
            return new ServerCall(instrumentation, method, times, parent);
        }
        catch (Exception e)
        {
            // A sampler or a listener threw.
            ThriftscopeEventSource.Log.CallbackFailed(nameof(Start), e);
            return null;
        }
    }
}

/// <summary>What happened to a request before its span is opened, in <see cref="Stopwatch"/> ticks.</summary>
/// <param name="FirstByte">When its first byte was there.</param>
/// <param name="Complete">When its last byte was there.</param>
/// <param name="DecodeStarted">When its decoding began: later, if the call before it was handled meanwhile.</param>
/// <param name="Decoded">When its arguments were decoded.</param>
internal readonly record struct RequestTimes(long FirstByte, long Complete, long DecodeStarted, long Decoded);
