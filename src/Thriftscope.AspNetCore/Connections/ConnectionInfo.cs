using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>What is known of a connection once its format has been detected.</summary>
/// <param name="Format">How messages lie on it. Where each message says it itself, how the first one does.</param>
/// <param name="PeerAddress">The client's IP address, if it has one.</param>
/// <param name="PeerPort">The client's port, if it has one.</param>
/// <param name="Methods">What telemetry says of methods called on it.</param>
internal sealed record ConnectionInfo(WireFormat Format, string? PeerAddress, int? PeerPort, MethodTelemetryCache Methods);
