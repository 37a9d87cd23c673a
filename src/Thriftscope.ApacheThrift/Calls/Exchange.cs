using Thrift.Protocol.Entities;
using Thrift.Transport;
using Thriftscope.ApacheThrift.Connections;
using Thriftscope.ApacheThrift.Transports;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Calls;

/// <summary>One request and its reply, as they pass through the observed protocols and transports of a connection.</summary>
internal abstract class Exchange(Connection connection)
{
    // The fields of TApplicationException.
    private const short ErrorMessageField = 1;
    private const short ErrorTypeField = 2;

    private short _field;
    private long _firstWritten;

    protected Connection Connection => connection;

    /// <summary>The structs around what is being read or written: 1 in that of the arguments or of the result.</summary>
    public int Depth { get; private set; }

    /// <summary>What the exchange's message is written to, and flushed through.</summary>
    public ObservedTransport? Writer { get; private set; }

    /// <summary>Whether the next number tells the type of an application exception.</summary>
    public bool AwaitsErrorType => Depth == 1 && IsError && _field == ErrorTypeField;

    /// <summary>Whether the next text is the message of an application exception.</summary>
    public bool AwaitsErrorMessage => Depth == 1 && IsError && _field == ErrorMessageField;

    /// <summary>The type of the message that answers; none while there is no answer.</summary>
    protected TMessageType? ReplyType { get; private set; }

    /// <summary>The first field of the result struct: 0 is the result, any other a declared exception.</summary>
    protected short? OutcomeField { get; private set; }

    protected int ApplicationError { get; private set; }

    protected string? ErrorMessage { get; private set; }

    /// <summary>The size of the message that is being written, as far as it has been.</summary>
    protected long SizeWritten => Writer is null ? 0 : Writer.BytesWritten - _firstWritten + connection.WriteOverhead;

    protected bool IsError => ReplyType == TMessageType.Exception;

    /// <summary>A message of the exchange begins: reset what a failed one may have left.</summary>
    public void MessageBegin()
    {
        Depth = 0;
        _field = 0;
    }

    public virtual void StructBegin(string name) => Depth++;

    public virtual void StructEnd() => Depth--;

    public virtual void FieldBegin(TField field)
    {
        if (Depth != 1 || field.Type == TType.Stop)
            return;
        _field = field.ID;
        if (ReplyType is not null)
            OutcomeField ??= field.ID;
    }

    public void ErrorTypeIs(int type) => ApplicationError = type;

    public void ErrorMessageIs(string message) => ErrorMessage = PeerText.Bounded(message);

    /// <summary>Flushes the transport, which sends the message that was written last.</summary>
    public abstract Task FlushAsync(TTransport transport, CancellationToken cancellationToken);

    /// <summary>Reading, writing or flushing has failed, and with it the exchange.</summary>
    public void Fail(Exception exception) => Contained.Run((Exchange: this, exception), static s => s.Exchange.FailCore(s.exception));

    protected abstract void FailCore(Exception exception);

    protected void WriteTo(ObservedTransport writer)
    {
        Writer = writer;
        _firstWritten = writer.BytesWritten;
    }

    protected void ReplyBegins(TMessageType type)
    {
        ReplyType = type;
        OutcomeField = null;
        ApplicationError = 0;
        MessageBegin();
    }
}
