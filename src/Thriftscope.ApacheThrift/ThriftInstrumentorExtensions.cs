using Thrift;
using Thrift.Server;

namespace Thriftscope.ApacheThrift;

/// <summary>The forms of <see cref="ThriftInstrumentor"/> that need no instance and use the program's own options.</summary>
public static class ThriftInstrumentorExtensions
{
    extension(ThriftInstrumentor)
    {
        /// <summary>Observes every client and server of the program; see <see cref="ThriftInstrumentor.Instrument()"/>.</summary>
        public static void Instrument() => ThriftInstrumentor.Shared.Instrument();

        /// <summary>Ends what <see cref="ThriftInstrumentor.Instrument()"/> began.</summary>
        public static void Uninstrument() => ThriftInstrumentor.Shared.Uninstrument();
    }
}
