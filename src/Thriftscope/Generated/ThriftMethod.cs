using System.ComponentModel;
using Thriftscope.Client;
using Thriftscope.Schema;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Generated;

/// <summary>A method of a generated service: how it is called, and how it is served.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ThriftMethod : ICallable
{
    private readonly ThriftDocument _document;
    private readonly string _service;
    private readonly Func<ThriftMessage> _newArguments;

    private protected ThriftMethod(ThriftDocument document, string service, string name, ThriftMethodKind kind, Func<ThriftMessage> newArguments)
    {
        _document = document;
        _service = service;
        Name = name;
        Kind = kind;
        _newArguments = newArguments;
    }

    /// <summary>The name as the IDL writes it.</summary>
    public string Name { get; }

    /// <summary>What its callers get.</summary>
    public ThriftMethodKind Kind { get; }

    /// <summary>The method's definition. It is made of the IDL when it is asked for.</summary>
    public MethodSchema Schema => field ??= _document.Module.Service(_service).Schema.FindMethod(Name)!;

    internal bool IsOneway => Kind == ThriftMethodKind.Oneway;

    internal bool HasResult => Kind == ThriftMethodKind.Result;

    bool ICallable.IsOneway => IsOneway;

    IMessageBody ICallable.ReadReply<TReader>(ref TReader reader) => ReadReply(ref reader);

    ThriftProtocolException ICallable.Locate(ThriftProtocolException failure, in WireMessage reply, ThriftLimits limits) =>
        FailedRead.Locate(failure, () => Schema.Result, reply, limits);

    object? ICallable.ResultOf(IMessageBody reply) => ResultOf(reply);

    object? ICallable.Convert(object? result) => Convert(result);

    /// <summary>Reads a request's arguments. What trace contexts come with them go where they are collected.</summary>
    internal ThriftMessage ReadArguments<TReader>(ref TReader reader, InboundContexts? contexts)
        where TReader : IThriftReader, allows ref struct
    {
        if (reader.NeedsSchema)
            reader.UseSchema(Schema.Arguments);
        ThriftMessage arguments = _newArguments();
        arguments.Read(ref reader, contexts);
        return arguments;
    }

    /// <summary>A failure to read a request's arguments, with its place in them.</summary>
    internal ThriftProtocolException LocateInRequest(ThriftProtocolException failure, in WireMessage request, ThriftLimits limits) =>
        FailedRead.Locate(failure, () => Schema.Arguments, request, limits);

    /// <summary>The arguments as the service takes them. An interceptor may have changed them in their dynamic form.</summary>
    internal ThriftMessage ArgumentsOf(IMessageBody body) =>
        body as ThriftMessage ?? TypedValues.Fill(_newArguments(), (ThriftStruct)body);

    /// <summary>Runs the method.</summary>
    internal abstract ValueTask<object?> InvokeAsync(object service, ThriftMessage arguments, CancellationToken cancellationToken);

    /// <summary>The reply with a result.</summary>
    /// <exception cref="ThriftValueException">It does not fit.</exception>
    internal abstract ThriftMessage ReplyWith(object? result);

    /// <summary>The reply with an exception; <see langword="null"/> when the method does not declare it.</summary>
    internal abstract ThriftMessage? ReplyWith(ThriftDeclaredException exception);

    private protected abstract ThriftMessage ReadReply<TReader>(ref TReader reader)
        where TReader : IThriftReader, allows ref struct;

    private protected abstract object? ResultOf(IMessageBody reply);

    private protected abstract object? Convert(object? result);
}

/// <summary>What the callers of a method get.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum ThriftMethodKind
{
    /// <summary>A result.</summary>
    Result,

    /// <summary>An answer without a result.</summary>
    Void,

    /// <summary>No answer.</summary>
    Oneway,
}

/// <summary>A method of a generated service.</summary>
/// <typeparam name="TService">The service's interface.</typeparam>
/// <typeparam name="TResult">The type of the result; <see cref="object"/> where there is none.</typeparam>
/// <param name="document">The IDL that declares it.</param>
/// <param name="service">The service that declares it.</param>
/// <param name="name">Its name as the IDL writes it.</param>
/// <param name="kind">What its callers get.</param>
/// <param name="newArguments">Makes arguments to be read.</param>
/// <param name="newReply">Makes a reply to be read or filled.</param>
/// <param name="invoke">Calls the service.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ThriftMethod<TService, TResult>(
    ThriftDocument document,
    string service,
    string name,
    ThriftMethodKind kind,
    Func<ThriftMessage> newArguments,
    Func<ThriftReply<TResult>> newReply,
    Func<TService, ThriftMessage, CancellationToken, Task> invoke)
    : ThriftMethod(document, service, name, kind, newArguments)
    where TService : class
{
    internal override ValueTask<object?> InvokeAsync(object service, ThriftMessage arguments, CancellationToken cancellationToken)
    {
        Task running = invoke((TService)service, arguments, cancellationToken)
            ?? throw new InvalidOperationException($"{service.GetType().Name} returned null for {Name}, where a task is wanted.");
        return running.IsCompletedSuccessfully ? new ValueTask<object?>(ResultOf(running)) : AwaitAsync(running);
    }

    internal override ThriftMessage ReplyWith(object? result)
    {
        ThriftReply<TResult> reply = newReply();
        if (HasResult)
            reply.Result = (TResult)Convert(result)!;
        return reply;
    }

    internal override ThriftMessage? ReplyWith(ThriftDeclaredException exception)
    {
        ThriftReply<TResult> reply = newReply();
        return reply.TrySetException(exception) ? reply : null;
    }

    private protected override ThriftMessage ReadReply<TReader>(ref TReader reader)
    {
        if (reader.NeedsSchema)
            reader.UseSchema(Schema.Result);
        ThriftReply<TResult> reply = newReply();
        reply.Read(ref reader, contexts: null);
        return reply;
    }

    private protected override object? ResultOf(IMessageBody reply) => ((ThriftReply<TResult>)reply).Get(this);

    // An interceptor may answer with the type of the IDL, or with whatever becomes it on the dynamic side.
    private protected override object? Convert(object? result)
    {
        if (!HasResult || result is TResult)
            return result;
        if (result is null)
            throw new ThriftValueException($"{Name} was answered with null, where {typeof(TResult).Name} is wanted");
        ThriftStruct values = new(Schema.Result);
        values.Set(Schema.Result.FindField(0)!, result);
        ThriftReply<TResult> reply = newReply();
        _ = TypedValues.Fill(reply, values);
        return reply.Result;
    }

    private async ValueTask<object?> AwaitAsync(Task running)
    {
        await running.ConfigureAwait(false);
        return ResultOf(running);
    }

    private object? ResultOf(Task ended) => HasResult ? ((Task<TResult>)ended).Result : null;
}
