namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Who takes part in the matrix.</summary>
public enum PeerName
{
    /// <summary>Debian's ThriftPy.</summary>
    ThriftPy,

    /// <summary>Debian's Apache Thrift for Python.</summary>
    Python,

    /// <summary>Debian's Apache Thrift for C++.</summary>
    Cpp,

    /// <summary>Apache Thrift for Node, from npm.</summary>
    Node,

    /// <summary>Apache Thrift for .NET, from NuGet.</summary>
    DotNet,
}
