using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Dynamic;
using Thriftscope.Client;
using Thriftscope.Schema;
using Thriftscope.Telemetry;

namespace Thriftscope;

/// <summary>
/// Calls the methods of a service by name. Many callers may use one client at the same time: their calls share its connections,
/// which are opened when they are needed, and again when they were lost. Through <see langword="dynamic"/>, <c>client.add(1, 2)</c> is
/// <c>CallAsync&lt;object&gt;("add", 1, 2)</c>.
/// </summary>
public sealed class ServiceClient : DynamicObject, IAsyncDisposable, IDisposable
{
    private readonly ServiceSchema _service;
    private readonly CallInvoker _invoker;
    private readonly bool _isShared;

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only a call site of dynamic needs code that is made at run time, and the compiler warns of each.")]
    internal ServiceClient(
        ServiceSchema service, IThriftEndpointResolver? resolver, IReadOnlyList<ThriftEndpoint> endpoints, ThriftClientOptions options)
    {
        _service = service;
        _invoker = new CallInvoker(service.Name, resolver, endpoints, options);
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only a call site of dynamic needs code that is made at run time, and the compiler warns of each.")]
    private ServiceClient(ServiceClient owner)
    {
        _service = owner._service;
        _invoker = owner._invoker;
        _isShared = true;
    }

    /// <summary>The service that is called.</summary>
    public ServiceSchema Service => _service;

    /// <summary>Where it is called; the first endpoint, if there are several.</summary>
    /// <exception cref="InvalidOperationException">The resolver has not said yet.</exception>
    public ThriftEndpoint Endpoint => Endpoints is [var first, ..] ? first : throw new InvalidOperationException("Where the service is, the resolver is asked at the first call.");

    /// <summary>Where it is called: all endpoints, as a resolver has named them last.</summary>
    public IReadOnlyList<ThriftEndpoint> Endpoints => _invoker.Endpoints;

    /// <summary>Calls a method and converts its result.</summary>
    /// <typeparam name="T">
    /// The type of the result: a base type, a collection, <see cref="ThriftStruct"/>, or a class whose properties match the
    /// fields of a struct.
    /// </typeparam>
    /// <param name="method">The method's IDL name.</param>
    /// <param name="arguments">
    /// The arguments in the IDL's order. A null is not sent, and only those may be left out at the end that are optional or have a default in the
    /// IDL; <see cref="ThriftArguments"/> gives arguments by name, and any of them. <see cref="ThriftCallOptions"/> and a
    /// <see cref="CancellationToken"/> may follow.
    /// </param>
    /// <exception cref="ArgumentException">The service has no such method, the method has more or fewer arguments, or no result where one is wanted.</exception>
    /// <exception cref="ThriftValueException">An argument does not fit the IDL, or the result does not fit <typeparamref name="T"/>.</exception>
    /// <exception cref="ThriftDeclaredException">The method answered with an exception of its <c>throws</c>.</exception>
    /// <exception cref="ThriftApplicationException">The server could not run the method.</exception>
    /// <exception cref="ThriftTransportException">No connection, or no answer in time.</exception>
    /// <exception cref="ThriftProtocolException">The answer could not be read.</exception>
    public async Task<T> CallAsync<T>(string method, params object?[] arguments)
    {
        MethodSchema schema = Method<T>(method);
        ThriftStruct bound = ArgumentBinder.Bind(schema, arguments, out ThriftCallOptions? options, out CancellationToken cancellationToken);
        object? result = await InvokeAsync(schema, bound, options, cancellationToken).ConfigureAwait(false);
        return Convert<T>(schema, result);
    }

    /// <summary>Calls a method with arguments by name, and converts its result.</summary>
    /// <inheritdoc cref="CallAsync{T}(string, object?[])"/>
    /// <param name="method">The method's IDL name.</param>
    /// <param name="arguments">The arguments. One that is left out is not sent.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public Task<T> CallAsync<T>(string method, ThriftArguments arguments, CancellationToken cancellationToken = default) =>
        CallByNameAsync<T>(method, arguments, options: null, cancellationToken);

    /// <summary>Calls a method with arguments by name and options of its own, and converts its result.</summary>
    /// <inheritdoc cref="CallAsync{T}(string, ThriftArguments, CancellationToken)"/>
    /// <param name="method">The method's IDL name.</param>
    /// <param name="arguments">The arguments. One that is left out is not sent.</param>
    /// <param name="options">What is different for this call.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public Task<T> CallAsync<T>(string method, ThriftArguments arguments, ThriftCallOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return CallByNameAsync<T>(method, arguments, options, cancellationToken);
    }

    /// <summary>Calls a method that has no result, or whose result is not wanted.</summary>
    /// <inheritdoc cref="CallAsync{T}(string, object?[])"/>
    public Task CallAsync(string method, params object?[] arguments) => CallAsync<object?>(method, arguments);

    /// <summary>Calls a method that has no result, or whose result is not wanted, with arguments by name.</summary>
    /// <inheritdoc cref="CallAsync{T}(string, ThriftArguments, CancellationToken)"/>
    public Task CallAsync(string method, ThriftArguments arguments, CancellationToken cancellationToken = default) =>
        CallAsync<object?>(method, arguments, cancellationToken);

    /// <summary>Calls a method that has no result, or whose result is not wanted, with arguments by name and options of its own.</summary>
    /// <inheritdoc cref="CallAsync{T}(string, ThriftArguments, ThriftCallOptions, CancellationToken)"/>
    public Task CallAsync(string method, ThriftArguments arguments, ThriftCallOptions options, CancellationToken cancellationToken = default) =>
        CallAsync<object?>(method, arguments, options, cancellationToken);

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

        ThriftArguments named = ArgumentBinder.Name(Method(binder.Name), args, names, out ThriftCallOptions? options, out CancellationToken cancellationToken);
        result = CallByNameAsync<object?>(binder.Name, named, options, cancellationToken);
        return true;
    }

    /// <summary>Closes the connections. Calls that wait for a reply fail. A client that a container or a factory has given is left open for others.</summary>
    public ValueTask DisposeAsync() => _isShared ? default : _invoker.DisposeAsync();

    /// <summary>Closes the connections as <see cref="DisposeAsync"/> does, without waiting until all that runs has ended.</summary>
    public void Dispose()
    {
        if (!_isShared)
            _ = _invoker.DisposeAsync().AsTask().ObserveFailure();
    }

    internal Task OpenAsync(CancellationToken cancellationToken) => _invoker.OpenAsync(cancellationToken);

    /// <summary>The same client for someone whose disposal must not close it.</summary>
    internal ServiceClient Share() => new(this);

    internal Task<object?> InvokeAsync(
        MethodSchema method, ThriftStruct arguments, ThriftCallOptions? options, CancellationToken cancellationToken, ActivityContext parent = default) =>
        _invoker.InvokeAsync<object?>(method, arguments, options, parent, cancellationToken);

    private async Task<T> CallByNameAsync<T>(string method, ThriftArguments arguments, ThriftCallOptions? options, CancellationToken cancellationToken)
    {
        MethodSchema schema = Method<T>(method);
        object? result = await InvokeAsync(schema, ArgumentBinder.Bind(schema, arguments), options, cancellationToken).ConfigureAwait(false);
        return Convert<T>(schema, result);
    }

    private static T Convert<T>(MethodSchema method, object? result)
    {
        // A server's reply without a result is an error already: an interceptor has answered.
        if (result is null && method.ReturnType is not null && default(T) is not null)
            throw new ThriftValueException($"{method.Name} was answered with null by an interceptor, where {typeof(T).Name} is wanted");
        try
        {
            return (T)ObjectMapper.ToClr(result, typeof(T))!;
        }
        catch (ThriftValueException e) when (e.Within(method.Name))
        {
            throw;
        }
    }

    /// <summary>The method, which must not lack a result that the caller would take a default value for.</summary>
    private MethodSchema Method<T>(string name)
    {
        MethodSchema method = Method(name);
        return method.ReturnType is null && default(T) is not null
            ? throw new ArgumentException($"{name} has no result, where {typeof(T).Name} is wanted: call it by CallAsync without a type.")
            : method;
    }

    private MethodSchema Method(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _service.FindMethod(name)
            ?? throw new ArgumentException($"{_service.Name} has no method \"{name}\"; it has {string.Join(", ", _service.Methods.Select(m => m.Name))}.");
    }
}
