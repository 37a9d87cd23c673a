using System.Reflection;
using System.Runtime.CompilerServices;
using Thrift;
using Thrift.Server;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift;

/// <summary>The clients and servers that a woven copy of Apache Thrift's library announces as they are constructed.</summary>
internal static class Announcements
{
    /// <summary>The weaver puts <c>[assembly: AssemblyMetadata(this, version)]</c> on the library.</summary>
    private const string WovenMarker = "Thriftscope.Woven";

    private const string AutoInstrumentSwitch = "Thriftscope.AutoInstrument";

    // It keeps nothing alive: a program may make a client for each call.
    private static readonly ConditionalWeakTable<object, object?> Announced = [];
    private static readonly Lock Gate = new();
    private static ThriftInstrumentor? _instrumentor;

    public static void Add(object constructed)
    {
        try
        {
            lock (Gate)
            {
                Announced.AddOrUpdate(constructed, null);
                if (_instrumentor is { } instrumentor)
                    Instrument(instrumentor, constructed);
            }
        }
        catch (Exception e)
        {
            // The program is constructing a client: telemetry must not keep it from that.
            ThriftscopeEventSource.Log.CallbackFailed(nameof(ThriftInstrumentor.Announce), e);
        }
    }

    /// <summary>
    /// Lets an instrumentor observe all that is announced. If another one did so before, it no longer does: a program that
    /// switches on its own instrumentor has its way also when it was started with telemetry.
    /// </summary>
    public static void SwitchOn(ThriftInstrumentor instrumentor)
    {
        // Written by the package's targets when the project has turned it off.
        if (AppContext.TryGetSwitch(AutoInstrumentSwitch, out bool isOn) && !isOn)
            return;
        if (!typeof(TServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Any(a => a.Key == WovenMarker))
        {
            throw new InvalidOperationException(
                "Apache Thrift's library does not announce its clients and servers in this program. Reference the package "
                + "Thriftscope.ApacheThrift.Auto, or start the program with \"thriftscope run\"; or instrument each client and server by itself.");
        }

        lock (Gate)
        {
            if (_instrumentor is { } other && other != instrumentor)
                SwitchOff(other);
            _instrumentor = instrumentor;
            ForEachAnnounced(constructed => Instrument(instrumentor, constructed));
        }
    }

    /// <summary>Ends it, unless another instrumentor has taken its place.</summary>
    public static void SwitchOff(ThriftInstrumentor instrumentor)
    {
        lock (Gate)
        {
            if (_instrumentor != instrumentor)
                return;
            _instrumentor = null;
            ForEachAnnounced(Uninstrument);
        }
    }

    private static void ForEachAnnounced(Action<object> action)
    {
        foreach ((object constructed, _) in Announced)
        {
            try
            {
                action(constructed);
            }
            catch (Exception e)
            {
                // One client may have been disposed; the others are observed all the same.
                ThriftscopeEventSource.Log.CallbackFailed(nameof(ThriftInstrumentor.Instrument), e);
            }
        }
    }

    private static void Instrument(ThriftInstrumentor instrumentor, object constructed)
    {
        if (constructed is TServer server)
            instrumentor.Instrument(server);
        else if (constructed is TBaseClient client)
            instrumentor.Instrument(client);
    }

    private static void Uninstrument(object constructed)
    {
        if (constructed is TServer server)
            ThriftInstrumentor.Uninstrument(server);
        else if (constructed is TBaseClient client)
            ThriftInstrumentor.Uninstrument(client);
    }
}
