using System.Text;

namespace Thriftscope;

/// <summary>
/// Logs in with a name and a password in clear text (RFC 4616): what Hive and Spark ask for by default. Use it over TLS, or
/// where the server does not look at the password.
/// </summary>
public sealed class SaslPlain : ISaslMechanism
{
    private readonly byte[] _message;

    /// <summary>Creates the mechanism.</summary>
    /// <param name="user">Who logs in; not empty.</param>
    /// <param name="password">The password. Hive and Spark without authentication take any, but some of their versions no empty one.</param>
    /// <param name="authorizationId">Whom to act for; empty for the user.</param>
    /// <exception cref="ArgumentException">A value has a zero character, or the user is empty.</exception>
    public SaslPlain(string user, string password, string authorizationId = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(authorizationId);
        if (user.Contains('\0', StringComparison.Ordinal) || password.Contains('\0', StringComparison.Ordinal) || authorizationId.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("PLAIN separates its values by zero characters: they can't have any.");
        _message = Encoding.UTF8.GetBytes($"{authorizationId}\0{user}\0{password}");
    }

    /// <inheritdoc/>
    public string Name => "PLAIN";

    /// <inheritdoc/>
    public ISaslExchange Start() => new Exchange(_message);

    private sealed class Exchange(byte[] message) : ISaslExchange
    {
        public bool IsComplete { get; private set; }

        public ISaslSecurityLayer? SecurityLayer => null;

        public ValueTask<ReadOnlyMemory<byte>> EvaluateAsync(ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken)
        {
            if (IsComplete)
                throw new ThriftSaslException("PLAIN has one message, which was sent");
            IsComplete = true;
            return ValueTask.FromResult<ReadOnlyMemory<byte>>(message);
        }

        public void Dispose()
        {
        }
    }
}
