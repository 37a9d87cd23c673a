namespace Thriftscope.Sessions;

/// <summary>What the two ends of a connection have agreed on, after which a header stands before each request.</summary>
internal enum ThriftSession
{
    /// <summary>Nothing: messages are all there is.</summary>
    None,

    /// <summary>The tracking of ThriftPy: https://github.com/Thriftpy/thriftpy2/tree/master/thriftpy2/contrib/tracking.</summary>
    ThriftPy,

    /// <summary>Finagle's TTwitter: https://twitter.github.io/finagle/guide/Protocols.html#thrift.</summary>
    Finagle,
}
