using System.Security.Claims;

namespace Thriftscope;

/// <summary>One side of the log-in of one connection.</summary>
public interface ISaslExchange : IDisposable
{
    /// <summary>Whether this side has nothing more to ask and no doubts.</summary>
    bool IsComplete { get; }

    /// <summary>
    /// What protects the data that follow, once the log-in is complete; <see langword="null"/> when nothing was agreed on, as
    /// with PLAIN.
    /// </summary>
    ISaslSecurityLayer? SecurityLayer { get; }

    /// <summary>
    /// Answers the other side. A client is first asked with an empty message: its answer goes out as the initial response, and is
    /// empty when the mechanism has none.
    /// </summary>
    /// <param name="message">What the other side has sent; valid until the answer is there.</param>
    /// <param name="cancellationToken">Gives the log-in up.</param>
    /// <exception cref="ThriftSaslException">The log-in is refused; the other side gets the message to read.</exception>
    ValueTask<ReadOnlyMemory<byte>> EvaluateAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);
}

/// <summary>The server's side of the log-in of one connection.</summary>
public interface ISaslServerExchange : ISaslExchange
{
    /// <summary>Who has logged in, once the log-in is complete: <see cref="ThriftCallContext.User"/> of the connection's calls.</summary>
    ClaimsPrincipal? User { get; }
}

/// <summary>What signs or encrypts the data behind a log-in.</summary>
public interface ISaslSecurityLayer
{
    /// <summary>The most bytes that <see cref="Wrap"/> takes at once; at least 1.</summary>
    int MaxDataSize { get; }

    /// <summary>Protects data.</summary>
    /// <param name="data">The data, of at most <see cref="MaxDataSize"/> bytes.</param>
    ReadOnlyMemory<byte> Wrap(ReadOnlyMemory<byte> data);

    /// <summary>Takes the protection off.</summary>
    /// <param name="protectedData">What the other side's <see cref="Wrap"/> has made.</param>
    /// <exception cref="ThriftSaslException">They are not what the other side has made.</exception>
    ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> protectedData);
}
