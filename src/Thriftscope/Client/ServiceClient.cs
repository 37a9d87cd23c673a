using System.Diagnostics;
using System.Dynamic;
using Thriftscope.Client;
using Thriftscope.Schema;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope;

/// <summary>
/// Calls the methods of a service by name. Many callers may use one client at the same time: their calls share its connection,
/// which is opened when it is needed, and again when it was lost. Through <see langword="dynamic"/>, <c>client.add(1, 2)</c> is
/// <c>CallAsync&lt;object&gt;("add", 1, 2)</c>.
/// </summary>
public sealed class ServiceClient : DynamicObject, IAsyncDisposable
{
    private readonly ServiceSchema _service;
    private readonly ThriftClientOptions _options;
    private readonly ThriftChannel _channel;
    private readonly CallInstrumentation _instrumentation;
    private readonly MethodTelemetryCache _telemetry;

    internal ServiceClient(ServiceSchema service, ThriftEndpoint endpoint, ThriftClientOptions options)
    {
        _service = service;
        _options = options;
        _instrumentation = new CallInstrumentation(CallInstruments.Shared, options.Instrumentation, options.LoggerFactory);
        _channel = new ThriftChannel(endpoint, options, _instrumentation);
        _telemetry = new MethodTelemetryCache(ActivityKind.Client, WireNames.Of(endpoint.Protocol), WireNames.Of(endpoint.Transport), endpoint.Host, endpoint.Port);
    }

    /// <summary>The service that is called.</summary>
    public ServiceSchema Service => _service;

    /// <summary>Where it is called.</summary>
    public ThriftEndpoint Endpoint => _channel.Endpoint;

    /// <summary>Calls a method and converts its result.</summary>
    /// <typeparam name="T">
    /// The type of the result: a base type, a collection, <see cref="ThriftStruct"/>, or a class whose properties match the
    /// fields of a struct.
    /// </typeparam>
    /// <param name="method">The method's IDL name.</param>
    /// <param name="arguments">The arguments in the IDL's order; a <see cref="CancellationToken"/> may follow. A null is not sent.</param>
    /// <exception cref="ArgumentException">The service has no such method, or the method not so many arguments.</exception>
    /// <exception cref="ThriftValueException">An argument does not fit the IDL, or the result does not fit <typeparamref name="T"/>.</exception>
    /// <exception cref="ThriftDeclaredException">The method answered with an exception of its <c>throws</c>.</exception>
    /// <exception cref="ThriftApplicationException">The server could not run the method.</exception>
    /// <exception cref="ThriftTransportException">No connection, or no answer in time.</exception>
    /// <exception cref="ThriftProtocolException">The answer could not be read.</exception>
    public async Task<T> CallAsync<T>(string method, params object?[] arguments)
    {
        MethodSchema schema = Method(method);
        object? result = await InvokeAsync(schema, ArgumentBinder.Bind(schema, arguments, out CancellationToken cancellationToken), cancellationToken).ConfigureAwait(false);
        return Convert<T>(schema, result);
    }

    /// <summary>Calls a method with arguments by name, and converts its result.</summary>
    /// <inheritdoc cref="CallAsync{T}(string, object?[])"/>
    /// <param name="method">The method's IDL name.</param>
    /// <param name="arguments">The arguments. One that is left out is not sent.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public async Task<T> CallAsync<T>(string method, ThriftArguments arguments, CancellationToken cancellationToken = default)
    {
        MethodSchema schema = Method(method);
        object? result = await InvokeAsync(schema, ArgumentBinder.Bind(schema, arguments), cancellationToken).ConfigureAwait(false);
        return Convert<T>(schema, result);
    }

    /// <summary>Calls a method that has no result, or whose result is not wanted.</summary>
    /// <inheritdoc cref="CallAsync{T}(string, object?[])"/>
    public Task CallAsync(string method, params object?[] arguments) => CallAsync<object?>(method, arguments);

    /// <summary>Calls a method that has no result, or whose result is not wanted, with arguments by name.</summary>
    /// <inheritdoc cref="CallAsync{T}(string, ThriftArguments, CancellationToken)"/>
    public Task CallAsync(string method, ThriftArguments arguments, CancellationToken cancellationToken = default) =>
        CallAsync<object?>(method, arguments, cancellationToken);

    /// <inheritdoc/>
    public override IEnumerable<string> GetDynamicMemberNames() => _service.Methods.Select(m => m.Name);

    /// <inheritdoc/>
    public override bool TryInvokeMember(InvokeMemberBinder binder, object?[]? args, out object? result)
    {
        ArgumentNullException.ThrowIfNull(binder);
        args ??= [];
        if (binder.CallInfo.ArgumentNames is not { Count: > 0 } names)
        {
            result = CallAsync<object?>(binder.Name, args);
            return true;
        }

        ThriftArguments named = ArgumentBinder.Name(Method(binder.Name), args, names, out CancellationToken cancellationToken);
        result = CallAsync<object?>(binder.Name, named, cancellationToken);
        return true;
    }

    internal Task OpenAsync(CancellationToken cancellationToken) => _channel.ConnectAsync(cancellationToken);

    /// <summary>Closes the connection. Calls that wait for a reply fail.</summary>
    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private static T Convert<T>(MethodSchema method, object? result)
    {
        try
        {
            return (T)ObjectMapper.ToClr(result, typeof(T))!;
        }
        catch (ThriftValueException e) when (e.Within(method.Name))
        {
            throw;
        }
    }

    private MethodSchema Method(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _service.FindMethod(name)
            ?? throw new ArgumentException($"{_service.Name} has no method \"{name}\"; it has {string.Join(", ", _service.Methods.Select(m => m.Name))}.");
    }

    // The call is started here, in the async method that awaits its end: its span does not leak to the caller.
    internal async Task<object?> InvokeAsync(
        MethodSchema method, ThriftStruct arguments, CancellationToken cancellationToken, ActivityContext parent = default)
    {
        MethodTelemetry telemetry = _telemetry.Get(_instrumentation, _options.MultiplexedName ?? _service.Name, method.Name, method.IsOneway);
        ClientCall? call = ClientCall.Start(_instrumentation, telemetry, parent);
        PendingCall? reply = null;
        try
        {
            reply = await ExchangeAsync(method, arguments, call, cancellationToken).ConfigureAwait(false);
            object? result = reply is null ? null : ResultOf(method, reply.GetReply());
            call?.Complete(CallOutcome.Ok, reply?.Decoded ?? Stopwatch.GetTimestamp());
            return result;
        }
        catch (Exception e)
        {
            call?.Complete(ClientOutcome.Of(e), reply?.Decoded ?? Stopwatch.GetTimestamp());
            throw;
        }
    }

    /// <returns>The call, answered; <see langword="null"/> for a oneway call.</returns>
    private async Task<PendingCall?> ExchangeAsync(
        MethodSchema method, ThriftStruct arguments, ClientCall? call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ClientConnection? connection = _channel.OpenConnection;
        if (connection is null)
        {
            call?.Enter(CallPhase.Connect);
            connection = await _channel.ConnectAsync(cancellationToken).ConfigureAwait(false);
            call?.Enter(CallPhase.Serialize);
        }

        call?.SetPeer(connection.PeerAddress, connection.PeerPort);
        PendingCall? pending = method.IsOneway ? null : new PendingCall(method);
        string name = _options.MultiplexedName is { } service ? $"{service}:{method.Name}" : method.Name;
        OutgoingRequest request = new(name, arguments, TraceContext(call), pending);
        long deadline = Environment.TickCount64 + (long)_options.CallTimeout.TotalMilliseconds;
        try
        {
            Task sent = connection.SendAsync(request);
            if (call is not null)
            {
                call.RequestSize = request.Size;
                call.Enter(CallPhase.Send, request.Encoded);
            }

            await FlushAsync(connection, sent, cancellationToken).ConfigureAwait(false);
            if (pending is null)
                return null;
            long sentAt = Stopwatch.GetTimestamp();
            try
            {
                await WaitAsync(pending, deadline, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                // The reply may have come before this method saw that the request had been sent.
                call?.Enter(CallPhase.Wait, pending.FirstByte == 0 ? sentAt : Math.Min(sentAt, pending.FirstByte));
            }

            if (call is not null)
            {
                call.Enter(CallPhase.Receive, pending.FirstByte);
                call.Enter(CallPhase.Deserialize, pending.Received);
                call.ResponseSize = pending.ResponseSize;
            }

            return pending;
        }
        catch (Exception) when (pending is not null)
        {
            pending.Abandoned = true;
            throw;
        }
    }

    private async Task FlushAsync(ClientConnection connection, Task sent, CancellationToken cancellationToken)
    {
        try
        {
            if (!sent.IsCompletedSuccessfully)
                await sent.ObserveFailure().WaitAsync(_options.CallTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The server takes no more bytes, and half a message may be on the wire.
            ThriftTransportException late = new(ThriftTransportError.TimedOut, $"{Endpoint} did not take the request within {_options.CallTimeout.TotalSeconds} s.");
            connection.Close(late);
            throw late;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw connection.Failure ?? new ThriftTransportException(ThriftTransportError.EndOfFile, $"The connection to {Endpoint} was lost: {e.Message}", e);
        }
    }

    private async Task WaitAsync(PendingCall pending, long deadline, CancellationToken cancellationToken)
    {
        TimeSpan left = _options.CallTimeout == Timeout.InfiniteTimeSpan
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(Math.Max(1, deadline - Environment.TickCount64));
        try
        {
            await pending.Task.WaitAsync(left, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ThriftTransportException(ThriftTransportError.TimedOut, $"{Endpoint} did not answer within {_options.CallTimeout.TotalSeconds} s.");
        }
    }

    private ContextCarrier? TraceContext(ClientCall? call)
    {
        Activity? activity = call?.Activity ?? Activity.Current;
        if (activity is null)
            return null;
        ContextCarrier carrier = ContextCarrier.ForThisThread();
        ContextPropagator.Current.Inject(activity, carrier);
        TrailingField.Fit(carrier, _instrumentation.Instruments.Dropped);
        return carrier;
    }

    private static object? ResultOf(MethodSchema method, ThriftStruct reply)
    {
        FieldSchema? outcome = null;
        foreach (FieldSchema field in method.Result.Fields)
        {
            if (reply.Slots[field.Index].IsSet)
            {
                outcome = field;
                break;
            }
        }

        if (outcome is null)
        {
            return method.ReturnType is null
                ? null
                : throw new ThriftApplicationException(ThriftApplicationError.MissingResult, $"{method.Name} answered with neither a result nor an exception.");
        }

        object value = reply.Get(outcome)!;
        return outcome.Id == 0 ? value : throw new ThriftDeclaredException((ThriftStruct)value);
    }
}
