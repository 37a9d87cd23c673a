using Thriftscope.Schema;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>A method as a client calls it, be it known by its schema or by generated code.</summary>
internal interface ICallable
{
    /// <summary>The name as the IDL writes it.</summary>
    string Name { get; }

    /// <summary>Whether the caller gets no reply.</summary>
    bool IsOneway { get; }

    /// <summary>The method's definition. Generated code makes it of its IDL when it is asked for.</summary>
    MethodSchema Schema { get; }

    /// <summary>Reads the struct of a reply.</summary>
    /// <exception cref="ThriftProtocolException">It can't be read.</exception>
    IMessageBody ReadReply<TReader>(ref TReader reader)
        where TReader : IThriftReader, allows ref struct;

    /// <summary>A failure to read a reply, with its place in it.</summary>
    ThriftProtocolException Locate(ThriftProtocolException failure, in WireMessage reply, ThriftLimits limits);

    /// <summary>The result that is in a reply; <see langword="null"/> where the method has none.</summary>
    /// <exception cref="ThriftDeclaredException">The reply is one.</exception>
    /// <exception cref="ThriftApplicationException">There is nothing in it.</exception>
    object? ResultOf(IMessageBody reply);

    /// <summary>A result that an interceptor has given, as the method's callers want it.</summary>
    /// <exception cref="ThriftValueException">It does not fit.</exception>
    object? Convert(object? result);
}
