using System.Diagnostics;

namespace Thriftscope.Telemetry;

/// <summary>What is known of a call when it starts.</summary>
/// <param name="Kind"><see cref="ActivityKind.Client"/> or <see cref="ActivityKind.Server"/>.</param>
/// <param name="Service">The IDL name of the service, or the name that it has on a multiplexed connection; empty where it can't be known.</param>
/// <param name="Method">The IDL name of the method, or what the peer sent when the service has no such method.</param>
/// <param name="IsOneway">Whether the caller gets no reply.</param>
/// <param name="Protocol"><c>binary</c>, <c>compact</c> or <c>json</c>.</param>
/// <param name="Transport"><c>unframed</c>, <c>framed</c>, <c>header</c>, <c>ttheader</c> or <c>http</c>.</param>
public readonly record struct ThriftCallInfo(
    ActivityKind Kind, string Service, string Method, bool IsOneway, string Protocol, string Transport);
