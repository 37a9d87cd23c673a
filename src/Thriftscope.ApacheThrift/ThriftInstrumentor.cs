using System.ComponentModel;
using Microsoft.Extensions.Logging;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift;

/// <summary>
/// Observes clients and servers built on Apache Thrift's own package: each call leaves a span, metrics and, when it failed, a log,
/// and carries the trace context. The forms without an instance, such as <c>ThriftInstrumentor.Instrument(server)</c>, use the
/// program's own options; an instance has its own.
/// </summary>
public sealed class ThriftInstrumentor : IDisposable
{
    private readonly CallInstruments? _ownInstruments;

    /// <summary>Makes an instrumentor with settings of its own.</summary>
    /// <param name="options">What is recorded, and how; by default what the program has set up for all its clients and servers.</param>
    /// <param name="loggerFactory">Where failed calls are logged; by default what the program has set up.</param>
    /// <param name="sourceName">
    /// The name of an activity source and a meter of its own, for providers that subscribe to this name only. By default those of
    /// <see cref="ThriftInstrumentation"/> are used.
    /// </param>
    public ThriftInstrumentor(ThriftInstrumentationOptions? options = null, ILoggerFactory? loggerFactory = null, string? sourceName = null)
    {
        if (sourceName is not null)
            _ownInstruments = new CallInstruments(sourceName, sourceName, sourceName + ".Phases");
        Instrumentation = new CallInstrumentation(_ownInstruments ?? CallInstruments.Shared, options, loggerFactory);
    }

    /// <summary>The instrumentor behind the forms without an instance.</summary>
    internal static ThriftInstrumentor Shared { get; } = new();

    internal CallInstrumentation Instrumentation { get; }

    /// <summary>
    /// Takes a client or server that has just been constructed. Calls of this method are put into Apache Thrift's library by the
    /// weaver; no program needs to write one.
    /// </summary>
    /// <param name="constructed">A <see cref="TBaseClient"/> or a <see cref="TServer"/>.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Announce(object constructed) => Announcements.Add(constructed);

    /// <summary>
    /// Observes every client and server of the program, those that exist already and those to come. The program's copy of Apache
    /// Thrift's library must announce them: reference the package <c>Thriftscope.ApacheThrift.Auto</c>, or start the program with
    /// <c>thriftscope run</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The program's copy of Apache Thrift's library announces nothing.</exception>
    public void Instrument() => Announcements.SwitchOn(this);

    /// <summary>Ends what <see cref="Instrument()"/> began, and restores the original objects.</summary>
    public void Uninstrument() => Announcements.SwitchOff(this);

    public void Instrument(TServer server) { }
    public void Instrument(TBaseClient client) { }
    public void Uninstrument(TServer server) { }
    public void Uninstrument(TBaseClient client) { }

    /// <summary>Disposes the activity source and the meter, where the instrumentor has its own.</summary>
    public void Dispose() => _ownInstruments?.Dispose();
}
