using System.Security.Claims;
using System.Text;

namespace Thriftscope;

/// <summary>Lets clients log in with a name and a password in clear text (RFC 4616). Use it over TLS.</summary>
public sealed class SaslPlainServer : ISaslServerMechanism
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Func<SaslPlainCredentials, CancellationToken, ValueTask<ClaimsPrincipal?>> _authenticate;

    /// <summary>Creates the mechanism.</summary>
    /// <param name="authenticate">
    /// Says who has logged in, or <see langword="null"/> to refuse the log-in. It is called by several connections at the same time.
    /// </param>
    public SaslPlainServer(Func<SaslPlainCredentials, CancellationToken, ValueTask<ClaimsPrincipal?>> authenticate)
    {
        ArgumentNullException.ThrowIfNull(authenticate);
        _authenticate = authenticate;
    }

    /// <summary>Creates the mechanism with a check that need not wait.</summary>
    /// <param name="authenticate">
    /// Says who has logged in, or <see langword="null"/> to refuse the log-in. It is called by several connections at the same time.
    /// </param>
    public SaslPlainServer(Func<SaslPlainCredentials, ClaimsPrincipal?> authenticate)
    {
        ArgumentNullException.ThrowIfNull(authenticate);
        _authenticate = (credentials, _) => ValueTask.FromResult(authenticate(credentials));
    }

    /// <inheritdoc/>
    public string Name => "PLAIN";

    /// <inheritdoc/>
    public ISaslServerExchange Start() => new Exchange(_authenticate);

    private static SaslPlainCredentials Parse(ReadOnlySpan<byte> message)
    {
        int first = message.IndexOf((byte)0);
        int second = first < 0 ? -1 : message[(first + 1)..].IndexOf((byte)0);
        // Neither what is there nor how long it is: it may be a password.
        if (second <= 0)
            throw new ThriftSaslException("A PLAIN message is an authorization id, a user and a password, separated by zero bytes");
        ReadOnlySpan<byte> rest = message[(first + 1)..];
        ReadOnlySpan<byte> password = rest[(second + 1)..];
        if (password.Contains((byte)0))
            throw new ThriftSaslException("A PLAIN message has two zero bytes and no more");
        try
        {
            return new SaslPlainCredentials(Strict.GetString(message[..first]), Strict.GetString(rest[..second]), Strict.GetString(password));
        }
        catch (DecoderFallbackException)
        {
            throw new ThriftSaslException("A PLAIN message is text in UTF-8");
        }
    }

    private sealed class Exchange(Func<SaslPlainCredentials, CancellationToken, ValueTask<ClaimsPrincipal?>> authenticate) : ISaslServerExchange
    {
        public bool IsComplete => User is not null;

        public ISaslSecurityLayer? SecurityLayer => null;

        public ClaimsPrincipal? User { get; private set; }

        public async ValueTask<ReadOnlyMemory<byte>> EvaluateAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            // A client that waits to be asked sends an empty first message.
            if (message.IsEmpty)
                return default;
            SaslPlainCredentials credentials = Parse(message.Span);
            try
            {
                User = await authenticate(credentials, cancellationToken).ConfigureAwait(false)
                    ?? throw new ThriftSaslException("The user is not known, or the password is wrong");
            }
            catch (ThriftSaslException e)
            {
                e.User = credentials.User;
                throw;
            }

            return default;
        }

        public void Dispose()
        {
        }
    }
}
