using Thriftscope.Client;
using Thriftscope.Generated;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Handlers;

/// <summary>A method of a generated service, which an implementation of its interface runs.</summary>
/// <param name="method">The method.</param>
/// <param name="wantsContext">Whether a handler is made with the context of its call.</param>
internal sealed class TypedMethod(ThriftMethod method, bool wantsContext) : BoundMethod
{
    public override ICallable Callable => method;

    public override bool WantsContext => wantsContext;

    public override IMessageBody ReadArguments<TReader>(ref TReader reader, InboundContexts contexts) => method.ReadArguments(ref reader, contexts);

    public override ThriftProtocolException Locate(ThriftProtocolException failure, in WireMessage request, ThriftLimits limits) =>
        method.LocateInRequest(failure, request, limits);

    public override ValueTask<object?> InvokeAsync(object handler, IMessageBody arguments, ThriftCallContext? context, CancellationToken cancellationToken) =>
        method.InvokeAsync(handler, method.ArgumentsOf(arguments), cancellationToken);

    public override object? Settle(object? result) => result;

    public override IMessageBody? ReplyWith(object? result) => result is null && method.HasResult ? null : method.ReplyWith(result);

    public override IMessageBody? ReplyWith(ThriftDeclaredException exception) => method.ReplyWith(exception);
}
