namespace Thriftscope;

/// <summary>The root of everything that Thriftscope throws of its own.</summary>
public abstract class ThriftException : Exception
{
    private protected ThriftException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
