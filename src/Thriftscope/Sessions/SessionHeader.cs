using System.Diagnostics;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Sessions;

/// <summary>What a client has put before a request, in the dialect of the connection's session.</summary>
internal abstract class SessionHeader
{
    /// <summary>The trace context in it.</summary>
    public ContextCarrier Context { get; } = new();

    /// <summary>Why what was in it is not used, as telemetry says it; <see langword="null"/> when it is.</summary>
    public string? Dropped { get; protected init; }

    /// <summary>The dialect.</summary>
    public abstract ThriftContextDialect Dialect { get; }

    /// <summary>What the reply to this request begins with; <see langword="null"/> for nothing.</summary>
    public abstract IMessagePrefix? ReplyPrefix { get; }

    /// <summary>Puts on the call's span what is of use there.</summary>
    public virtual void Describe(Activity span)
    {
    }

    /// <summary>Reads the header before a message. One that can't be read is an empty one: the request behind it goes on.</summary>
    /// <param name="message">The message, which has one.</param>
    /// <param name="limits">What it may not exceed.</param>
    /// <param name="dialect">What the connection has agreed on.</param>
    /// <param name="answersHeaders">Whether the reply to the request has a header too.</param>
    public static SessionHeader Read(in WireMessage message, ThriftLimits limits, ThriftSession dialect, bool answersHeaders)
    {
        Visitor visitor = new(dialect, answersHeaders);
        try
        {
            return MessagePrefix.Read<Visitor, SessionHeader>(message, limits, ref visitor);
        }
        catch (ThriftProtocolException)
        {
            return dialect == ThriftSession.Finagle
                ? new FinagleRequestHeader(default) { Dropped = "invalid" }
                : new ThriftPyRequestHeader { Dropped = "invalid", Response = answersHeaders ? new() : null };
        }
    }

    private readonly struct Visitor(ThriftSession dialect, bool answersHeaders) : IMessageVisitor<SessionHeader>
    {
        public SessionHeader Visit<TReader>(ref TReader reader)
            where TReader : IThriftReader, allows ref struct => dialect == ThriftSession.Finagle
                ? FinagleRequestHeader.Read(ref reader)
                : ThriftPyRequestHeader.Read(ref reader, answersHeaders);
    }
}
