using Thriftscope.Sessions;
using Thriftscope.Telemetry;

namespace Thriftscope.AspNetCore.Tests.Sessions;

/// <summary>Options of a client that asks for a session.</summary>
internal static class Writing
{
    public static ThriftContextOptions? Of(ThriftSession session) => session switch
    {
        ThriftSession.ThriftPy => new() { Write = [ThriftContextDialects.ThriftPy] },
        ThriftSession.Finagle => new() { Write = [ThriftContextDialects.Finagle] },
        _ => null,
    };
}
