using Thriftscope.Client;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Handlers;

/// <summary>A method of a service and what runs it.</summary>
internal abstract class BoundMethod
{
    /// <summary>The method, for those who call it and for interceptors.</summary>
    public abstract ICallable Callable { get; }

    public string Name => Callable.Name;

    public bool IsOneway => Callable.IsOneway;

    /// <summary>Whether the handler takes the call's context: without one, and without interceptors, none is made.</summary>
    public abstract bool WantsContext { get; }

    /// <summary>Reads the arguments of a request. What trace contexts come with them go where they are collected.</summary>
    /// <exception cref="ThriftProtocolException">They can't be read.</exception>
    public abstract IMessageBody ReadArguments<TReader>(ref TReader reader, InboundContexts contexts)
        where TReader : IThriftReader, allows ref struct;

    /// <summary>A failure to read the arguments, with its place in them.</summary>
    public abstract ThriftProtocolException Locate(ThriftProtocolException failure, in WireMessage request, ThriftLimits limits);

    /// <summary>Runs the handler's method.</summary>
    public abstract ValueTask<object?> InvokeAsync(object handler, IMessageBody arguments, ThriftCallContext? context, CancellationToken cancellationToken);

    /// <summary>
    /// A result that no longer depends on what the handler was made with: what is computed as it is read, a query perhaps, may need the
    /// services of the call's scope.
    /// </summary>
    public abstract object? Settle(object? result);

    /// <summary>The reply with a result.</summary>
    /// <returns><see langword="null"/> when there is none where the method needs one.</returns>
    /// <exception cref="ThriftValueException">The result does not fit.</exception>
    public abstract IMessageBody? ReplyWith(object? result);

    /// <summary>The reply with an exception; <see langword="null"/> when the method does not declare it.</summary>
    public abstract IMessageBody? ReplyWith(ThriftDeclaredException exception);
}
