using System.Net;
using Thriftscope.AspNetCore.Requests;
using Thriftscope.Sessions;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>What one connection has agreed on with its client: it begins with a probe, of which no user hears, and may change with another.</summary>
/// <param name="options">What is agreed to.</param>
/// <param name="telemetry">What says which dialects are read, where the options do not.</param>
/// <param name="peer">The client.</param>
internal sealed class ServerSession(ThriftServerOptions options, ServerTelemetry telemetry, EndPoint? peer)
{
    private ThriftSession _dialect;
    private bool _repliesHaveHeaders;

    /// <summary>Reads what stood before a request, and grants what it asks for.</summary>
    /// <param name="message">The request's message.</param>
    /// <param name="request">The request.</param>
    /// <param name="framer">What cuts the next messages off; it is told that they may have headers.</param>
    public void Read(in WireMessage message, Request request, MessageFramer framer)
    {
        if (!message.Prefix.IsEmpty)
            ReadHeader(message, request);
        if (request.Probe is { } probe && Accepts(probe.Dialect) && SessionProbe.CanBeSpoken(probe.Dialect, request.Format))
        {
            request.ProbeAnswer = Upgrade(probe);
            framer.ExpectsPrefix = true;
        }
    }

    private void ReadHeader(in WireMessage message, Request request)
    {
        SessionHeader header = SessionHeader.Read(message, options.Limits, _dialect, _repliesHaveHeaders);
        request.Session = header;
        if (header.Dropped is { } reason)
            request.Contexts.NoteDropped(header.Dialect, reason);
        else if (header.Context.Count > 0)
            request.Contexts.Add(header.Dialect, header.Context);
    }

    private bool Accepts(ThriftSession dialect)
    {
        ThriftContextOptions contexts = options.Context ?? telemetry.Instrumentation.Options.Context;
        return dialect switch
        {
            ThriftSession.ThriftPy => contexts.Reads(ThriftContextDialects.ThriftPy),
            ThriftSession.Finagle => contexts.Reads(ThriftContextDialects.Finagle),
            _ => false,
        };
    }

    private IMessageBody Upgrade(SessionProbe probe)
    {
        _dialect = probe.Dialect;
        if (probe.Upgrade is not { } upgrade)
        {
            _repliesHaveHeaders = true;
            return EmptyStruct.Instance;
        }

        ThriftPyUpgradeReply reply = ThriftPyUpgradeReply.To(upgrade.Version);
        _repliesHaveHeaders = reply.Version >= ThriftPyUpgradeReply.ReplyHeaderVersion;
        ThriftHandshake handshake = new(peer) { AppId = upgrade.AppId, Version = upgrade.Version };
        ThriftTracker.Tell(options.Tracker, t => t.HandleHandshake(handshake), nameof(ThriftTracker.HandleHandshake));
        return reply;
    }
}
