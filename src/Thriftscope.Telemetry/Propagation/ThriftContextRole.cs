namespace Thriftscope.Telemetry;

/// <summary>What becomes of a context that came with a request.</summary>
public enum ThriftContextRole
{
    /// <summary>Nothing: it is not read.</summary>
    Ignore,

    /// <summary>The server's span links to it, and its baggage is not used.</summary>
    Link,

    /// <summary>It is the parent of the server's span, if none that is trusted more is there, and its baggage goes on.</summary>
    Parent,
}
