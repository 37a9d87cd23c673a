namespace Thriftscope;

/// <summary>A SASL mechanism refuses a log-in. A mechanism throws it; callers see a <see cref="ThriftTransportException"/>.</summary>
/// <param name="message">Why, for the people at the other side: without anything that they should not know.</param>
public sealed class ThriftSaslException(string message) : ThriftException(message)
{
    /// <summary>Who tried to log in, for the server's log.</summary>
    internal string? User { get; set; }
}
