namespace Thriftscope;

/// <summary>
/// Is around every call of a client or of a server: for authentication, metadata, logging. At the client it is around the
/// call's span, so that one which calls again, a retry, makes a span for each attempt; at the server it is inside.
/// </summary>
public interface IThriftInterceptor
{
    /// <summary>Handles a call: by passing it on, before or after which it may do anything, or by an answer of its own.</summary>
    /// <param name="context">The call.</param>
    /// <param name="next">Passes the call on.</param>
    /// <returns>The method's result; <see langword="null"/> where it has none.</returns>
    /// <exception cref="ThriftApplicationException">Thrown at a server, it is what the client gets.</exception>
    ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next);
}

/// <summary>Passes a call on, to the next interceptor and in the end to the method.</summary>
/// <param name="context">The call.</param>
/// <returns>The method's result; <see langword="null"/> where it has none.</returns>
public delegate ValueTask<object?> ThriftCallDelegate(ThriftCallContext context);
