namespace Thriftscope.ApacheThrift.Weaver;

/// <summary>A file that can't be woven; the message says why, and what to do.</summary>
internal sealed class WeavingException : InvalidOperationException
{
    public WeavingException(string message)
        : base(message)
    {
    }

    public WeavingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
