using Thriftscope.Wire;

namespace Thriftscope.Sessions;

/// <summary>The call with which a client asks whether its server knows a dialect. No user's method has such a name.</summary>
/// <param name="Dialect">What is asked for.</param>
/// <param name="Upgrade">What ThriftPy's clients say of themselves; <see langword="null"/> for Finagle's.</param>
internal sealed record SessionProbe(ThriftSession Dialect, ThriftPyUpgradeArgs? Upgrade)
{
    public const string ThriftPyMethod = "__thriftpy_tracing_method_name__v2";
    public const string FinagleMethod = "__can__finagle__trace__v3__";

    // Every client of either dialect numbers its probe so.
    public const int SequenceId = 0;

    /// <summary>What a method of this name asks for, without a service's name.</summary>
    public static ThriftSession DialectOf(string methodName) => methodName switch
    {
        ThriftPyMethod => ThriftSession.ThriftPy,
        FinagleMethod => ThriftSession.Finagle,
        _ => ThriftSession.None,
    };

    /// <summary>Whether messages of this format can have what a dialect puts before them.</summary>
    public static bool CanBeSpoken(ThriftSession dialect, WireFormat format) => dialect switch
    {
        ThriftSession.ThriftPy => MessageFramer.CarriesPrefix(format),
        ThriftSession.Finagle => format is { Transport: ThriftTransport.Framed, Protocol: ThriftProtocol.Binary },
        _ => true,
    };

    /// <summary>Reads the arguments of a probe.</summary>
    /// <exception cref="ThriftProtocolException">They can't be read.</exception>
    public static SessionProbe Read<TReader>(ref TReader reader, ThriftSession dialect)
        where TReader : IThriftReader, allows ref struct
    {
        if (dialect == ThriftSession.ThriftPy)
            return new SessionProbe(dialect, ThriftPyUpgradeArgs.Read(ref reader));
        reader.Skip(ThriftType.Struct);
        return new SessionProbe(dialect, Upgrade: null);
    }
}
