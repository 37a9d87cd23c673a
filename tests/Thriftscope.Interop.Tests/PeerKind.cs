namespace Thriftscope.Interop.Tests;

/// <summary>The other implementations of Thrift that these tests talk to.</summary>
public enum PeerKind
{
    /// <summary>ThriftPy 0.3.9, which loads the IDL at run time.</summary>
    ThriftPy,

    /// <summary>Apache Thrift 0.17 for Python, with code that its compiler generates while the tests run.</summary>
    ApachePython,
}
