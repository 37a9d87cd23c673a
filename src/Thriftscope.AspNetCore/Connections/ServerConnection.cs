using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>One connection to the server, from its first byte to its last reply.</summary>
internal sealed class ServerConnection(
    ConnectionContext context, RequestDecoder decoder, ThriftServerOptions options, ServerTelemetry telemetry, IServiceProvider services)
{
    private readonly PipeReader _input = context.Transport.Input;
    private readonly string? _peer = context.RemoteEndPoint.PeerName();

    // When the first byte of the message that is being read was there; 0 between messages.
    private long _firstByte;

    private ILogger Logger => telemetry.Instrumentation.Loggers.Connections;

    /// <summary>Serves the connection until the client closes it, the server stops, or it can't be read.</summary>
    public async Task RunAsync()
    {
        CancellationToken stopping = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using CancellationTokenRegistration wake = stopping.Register(static input => ((PipeReader)input!).CancelPendingRead(), _input);
        string closeReason = "client_closed";
        long opened = Stopwatch.GetTimestamp();
        Guard.Log(() => ConnectionLog.ServerOpened(Logger, _peer));
        try
        {
            if (await DetectAsync(stopping).ConfigureAwait(false) is not { } info)
            {
                closeReason = stopping.IsCancellationRequested ? "server_stopped" : closeReason;
                return;
            }

            using OpenConnection counted = new(telemetry.Instruments.Server, WireNames.Of(info.Format.Transport));
            closeReason = await ServeAsync(info, stopping).ConfigureAwait(false);
        }
        catch (ThriftProtocolException e)
        {
            closeReason = "protocol_error";
            telemetry.Reject(_peer, e);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            closeReason = "connection_lost";
        }
        finally
        {
            double duration = Stopwatch.GetElapsedTime(opened).TotalSeconds;
            Guard.Record(telemetry.Instruments.ConnectionDuration, duration, new KeyValuePair<string, object?>(SemanticConventions.ThriftCloseReason, closeReason));
            Guard.Log(() => ConnectionLog.ServerClosed(Logger, _peer, duration, closeReason));
        }
    }

    private async Task<ConnectionInfo?> DetectAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            ReadResult result = await _input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            NoteFirstByte(result.Buffer, Stopwatch.GetTimestamp());
            bool known = WireDetector.TryDetect(result.Buffer, options.Limits, out WireFormat format);
            // Nothing is consumed. Unless more bytes are needed, nothing is examined either, so that the next read sees them at once.
            _input.AdvanceTo(result.Buffer.Start, known ? result.Buffer.Start : result.Buffer.End);
            if (known)
                return InfoFor(format);
            if (result.IsCompleted)
                return result.Buffer.IsEmpty ? null : throw ThriftProtocolException.CutOff(result.Buffer.Length);
        }

        return null;
    }

    private ConnectionInfo InfoFor(WireFormat format)
    {
        IPEndPoint? local = context.LocalEndPoint as IPEndPoint;
        IPEndPoint? peer = context.RemoteEndPoint as IPEndPoint;
        MethodTelemetryCache methods = telemetry.MethodsAt(
            local?.AddressText() ?? context.LocalEndPoint?.ToString(), local?.Port, format);
        return new ConnectionInfo(format, peer?.AddressText(), peer?.Port, methods);
    }

    private async Task<string> ServeAsync(ConnectionInfo info, CancellationToken stopping)
    {
        using RequestProcessor processor = new(info, context.Transport.Output, options, telemetry, services);
        RequestQueue queue = new(processor, options.MaxQueuedRequests, Abort, context.ConnectionClosed);
        try
        {
            return await ReadRequestsAsync(info, processor, queue, stopping).ConfigureAwait(false);
        }
        finally
        {
            await queue.DrainAsync().ConfigureAwait(false);
        }
    }

    private async Task<string> ReadRequestsAsync(ConnectionInfo info, RequestProcessor processor, RequestQueue queue, CancellationToken stopping)
    {
        MessageFramer framer = MessageFramer.Create(info.Format, options.Limits);
        while (processor.IsOutputOpen)
        {
            // Stopping wakes the read instead of cancelling it, so that requests that are already here are still served.
            ReadResult result = await _input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            long now = Stopwatch.GetTimestamp();
            ReadOnlySequence<byte> buffer = result.Buffer;
            NoteFirstByte(buffer, now);
            while (!buffer.IsEmpty && framer.TryRead(ref buffer, out WireMessage message))
            {
                await queue.AddAsync(decoder.Decode(message, _firstByte, now)).ConfigureAwait(false);
                _firstByte = now;
            }

            if (buffer.IsEmpty)
                _firstByte = 0;
            long left = buffer.Length;
            _input.AdvanceTo(buffer.Start, buffer.End);
            if (stopping.IsCancellationRequested)
                return "server_stopped";
            if (result.IsCompleted)
                return left == 0 ? "client_closed" : throw ThriftProtocolException.CutOff(left);
        }

        return "connection_lost";
    }

    private void Abort(Exception reason)
    {
        Guard.Log(() => ConnectionLog.Failed(Logger, _peer, reason));
        context.Abort();
    }

    private void NoteFirstByte(in ReadOnlySequence<byte> buffer, long now)
    {
        if (_firstByte == 0 && !buffer.IsEmpty)
            _firstByte = now;
    }
}
