using System.Buffers;
using Thriftscope.Sessions;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Benchmarks.Contexts;

/// <summary>A request, decoded as our server does it, up to the choice of its span's parent.</summary>
/// <param name="bytes">The request.</param>
/// <param name="format">How it lies on the wire.</param>
/// <param name="session">What its connection has agreed on.</param>
internal sealed class DecodedRequest(byte[] bytes, WireFormat format, ThriftSession session = ThriftSession.None)
{
    private readonly ThriftContextOptions _options = new();
    private readonly CallInstruments _instruments = new("decoded request");
    private readonly MessageFramer _framer = NewFramer(format, session);

    /// <summary>Whether it carries a context.</summary>
    public bool HasContext => !Decode().IsEmpty;

    public void Run()
    {
        InboundContexts contexts = Decode();
        if (!contexts.IsEmpty)
            _ = ContextSelection.Among(contexts, _options, _instruments);
    }

    private static MessageFramer NewFramer(WireFormat format, ThriftSession session)
    {
        MessageFramer framer = MessageFramer.Create(format, ThriftLimits.Default);
        framer.ExpectsPrefix = session != ThriftSession.None;
        return framer;
    }

    private InboundContexts Decode()
    {
        ReadOnlySequence<byte> buffer = new(bytes);
        _ = _framer.TryRead(ref buffer, out WireMessage message);
        InboundContexts contexts = new();
        Visitor visitor = new(message, contexts);
        _ = MessageCodec.Read<Visitor, ThriftStruct>(message, ThriftLimits.Default, ref visitor);
        if (!message.Prefix.IsEmpty)
        {
            SessionHeader header = SessionHeader.Read(message, ThriftLimits.Default, session, answersHeaders: true);
            contexts.Add(header.Dialect, header.Context);
        }

        _framer.Release();
        return contexts;
    }

    private readonly struct Visitor(in WireMessage message, InboundContexts contexts) : IMessageVisitor<ThriftStruct>
    {
        private readonly WireMessage _message = message;

        public ThriftStruct Visit<TReader>(ref TReader reader)
            where TReader : IThriftReader, allows ref struct
        {
            _ = reader.ReadMessageBegin();
            if (_message.Headers is not null && HeaderFramer.FormatOf(_message.Format.Transport) is { } layout)
                ContextHeaders.Read(_message.Headers, layout.Place, contexts);
            ContextFields.Collect(contexts);
            ThriftStruct arguments = EncodedRequest.Method.Arguments.Read(ref reader, contexts);
            ContextFields.Collect(null);
            return arguments;
        }
    }
}
