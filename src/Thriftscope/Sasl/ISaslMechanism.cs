namespace Thriftscope;

/// <summary>
/// A way to log in to a server, as SASL has it (RFC 4422): see <see cref="SaslPlain"/>. One object serves all connections, at the same time too.
/// </summary>
public interface ISaslMechanism
{
    /// <summary>The registered name: <c>PLAIN</c>, <c>GSSAPI</c>, …</summary>
    string Name { get; }

    /// <summary>Begins the log-in of one connection.</summary>
    ISaslExchange Start();
}

/// <summary>A way in which clients log in to a server: see <see cref="SaslPlainServer"/>. One object serves all connections, at the same time too.</summary>
public interface ISaslServerMechanism
{
    /// <summary>The registered name: <c>PLAIN</c>, <c>GSSAPI</c>, …</summary>
    string Name { get; }

    /// <summary>Begins the log-in of one connection.</summary>
    ISaslServerExchange Start();
}
