using Thriftscope.Client;
using Thriftscope.Schema;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Handlers;

/// <summary>A method of a loaded service, which a method of any object runs.</summary>
internal sealed class DynamicMethod(MethodSchema schema, HandlerMethod handler) : BoundMethod
{
    public override ICallable Callable => schema;

    public override bool WantsContext => handler.WantsContext;

    public override IMessageBody ReadArguments<TReader>(ref TReader reader, InboundContexts contexts) => schema.Arguments.Read(ref reader, contexts);

    public override ThriftProtocolException Locate(ThriftProtocolException failure, in WireMessage request, ThriftLimits limits) => failure;

    public override ValueTask<object?> InvokeAsync(object target, IMessageBody arguments, ThriftCallContext? context, CancellationToken cancellationToken) =>
        handler.InvokeAsync(target, (ThriftStruct)arguments, context, cancellationToken);

    public override object? Settle(object? result)
    {
        if (result is null || schema.ReturnType is null)
            return result;
        FieldSchema field = schema.Result.FindField(0)!;
        ThriftStruct values = new(schema.Result);
        values.Set(field, result);
        return values.Get(field);
    }

    public override IMessageBody? ReplyWith(object? result)
    {
        ThriftStruct reply = new(schema.Result);
        if (schema.ReturnType is null)
            return reply;
        if (result is null)
            return null;
        reply.Set(schema.Result.FindField(0)!, result);
        return reply;
    }

    public override IMessageBody? ReplyWith(ThriftDeclaredException exception)
    {
        if (Declared(exception) is not { } field)
            return null;
        ThriftStruct reply = new(schema.Result);
        reply.Set(field, exception.Value);
        return reply;
    }

    // By name too, since an exception that a service behind this one declares may be of another loaded file.
    private FieldSchema? Declared(ThriftDeclaredException exception)
    {
        ThriftStruct value = exception.Value;
        return schema.Exceptions.FirstOrDefault(f => f.Type == value.Schema) ?? schema.Exceptions.FirstOrDefault(f => f.Type.Name == exception.Name);
    }
}
