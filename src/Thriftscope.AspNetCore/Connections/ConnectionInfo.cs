using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>What is known of a connection once its framing has been detected.</summary>
/// <param name="Framing">How messages lie on it.</param>
/// <param name="PeerAddress">The client's IP address, if it has one.</param>
/// <param name="PeerPort">The client's port, if it has one.</param>
/// <param name="Methods">What telemetry says of methods called on it.</param>
internal sealed record ConnectionInfo(Framing Framing, string? PeerAddress, int? PeerPort, MethodTelemetryCache Methods);
