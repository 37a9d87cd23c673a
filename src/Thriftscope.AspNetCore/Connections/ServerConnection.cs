using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Security.Claims;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Thriftscope.AspNetCore.Requests;
using Thriftscope.Telemetry;
using Thriftscope.Tracking;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>One connection to the server, from its first byte to its last reply.</summary>
internal sealed class ServerConnection(ConnectionContext context, ServerEndpoint endpoint)
{
    private readonly ConnectionLayers _layers = new(context.Transport);
    private readonly string? _peer = context.RemoteEndPoint.PeerName();
    private readonly ThriftServerOptions _options = endpoint.Options;
    private readonly ServerTelemetry _telemetry = endpoint.Telemetry;
    private ConnectionOutput? _output;
    private RequestQueue? _queue;
    private ServerSession? _session;

    // When the first byte of the message that is being read was there; 0 between messages.
    private long _firstByte;
    private long _readingSince;
    private long _requests;
    private string? _closeReason;
    private bool _isIdle;
    private ClaimsPrincipal? _user;

    /// <summary>Since when the rest of a message is awaited from the client; 0 when none is.</summary>
    public long ReadingSince => Volatile.Read(ref _readingSince) is not 0 and var since ? since : _layers.ReadingSince;

    /// <summary>Since when a reply, or what is left of it, waits for the client to read; 0 when none does.</summary>
    public long ReplyWaitingSince => _output?.WaitingSince ?? 0;

    /// <summary>How many requests have come.</summary>
    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Whether a request runs or waits.</summary>
    public bool IsBusy => _queue is { IsBusy: true };

    /// <summary>Whether it is known that the client speaks Thrift, and how.</summary>
    public bool IsDetected => _queue is not null;

    /// <summary>Whether the client speaks HTTP, which is the application's.</summary>
    public bool IsHttp { get; private set; }

    private ILogger Logger => _telemetry.Instrumentation.Loggers.Connections;

    /// <summary>Serves the connection until the client closes it, the server stops, or it can't be read.</summary>
    /// <returns>Whether it is one of HTTP that the application wants: nothing has been read from it.</returns>
    public async Task<bool> RunAsync()
    {
        // Each call's span begins a trace, or goes on with the client's: not with whatever is current here.
        Activity.Current = null;
        TrackingState.Current = null;
        CancellationToken stopping = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using CancellationTokenRegistration wake = stopping.Register(static layers => ((ConnectionLayers)layers!).Wake(), _layers);
        if (context.Features.Get<IConnectionHeartbeatFeature>() is { } heartbeat)
            new ConnectionWatch(this, _options).Start(heartbeat);
        string closeReason = "client_closed";
        long opened = Stopwatch.GetTimestamp();
        Guard.Log(() => ConnectionLog.ServerOpened(Logger, _peer));
        try
        {
            if (await BeginAsync(stopping).ConfigureAwait(false) is { } format)
            {
                using OpenConnection counted = new(_telemetry.Instruments.Server, WireNames.Of(format.Transport));
                closeReason = await ServeAsync(format, stopping).ConfigureAwait(false);
            }
            else if (IsHttp)
            {
                return true;
            }
            else if (IsEnding(stopping))
            {
                closeReason = EndReason;
            }
        }
        catch (ThriftProtocolException e)
        {
            closeReason = "protocol_error";
            if (_closeReason is null)
                _telemetry.Reject(_peer, e);
        }
        catch (ThriftTransportException e)
        {
            closeReason = e.Error == ThriftTransportError.TimedOut ? "handshake_timeout" : "login_refused";
            if (_closeReason is null)
                _telemetry.Instrumentation.Reject(closeReason, _peer, e.Message);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            closeReason = IsEnding(stopping) ? EndReason : "connection_lost";
        }
        catch (Exception e)
        {
            // Of the program's own code, such as a way to log in.
            closeReason = "server_error";
            Guard.Log(() => ConnectionLog.Failed(Logger, _peer, e));
        }
        finally
        {
            _layers.Close();
        }

        closeReason = _closeReason ?? closeReason;
        double duration = Stopwatch.GetElapsedTime(opened).TotalSeconds;
        Guard.Record(_telemetry.Instruments.ConnectionDuration, duration, new KeyValuePair<string, object?>(SemanticConventions.ThriftCloseReason, closeReason));
        Guard.Log(() => ConnectionLog.ServerClosed(Logger, _peer, duration, closeReason));
        return false;
    }

    /// <summary>Closes the connection at once.</summary>
    /// <param name="closeReason">The value of <c>thrift.close_reason</c>.</param>
    /// <param name="problem">What its client did, for the log.</param>
    public void Abort(string closeReason, string problem)
    {
        if (Interlocked.CompareExchange(ref _closeReason, closeReason, null) is not null)
            return;
        _telemetry.Instrumentation.CountRejected(closeReason);
        Guard.Log(() => ConnectionLog.TimedOut(Logger, _peer, problem));
        context.Abort(new ConnectionAbortedException(problem));
    }

    /// <summary>Closes the connection, whose client is not waiting for anything.</summary>
    public void CloseIdle()
    {
        Volatile.Write(ref _isIdle, true);
        _layers.Wake();
    }

    private bool IsEnding(CancellationToken stopping) => stopping.IsCancellationRequested || Volatile.Read(ref _isIdle);

    private string EndReason => Volatile.Read(ref _isIdle) ? "idle" : "server_stopped";

    /// <summary>Begins the connection: with a log-in where one is wanted, and with what tells how the client speaks.</summary>
    /// <returns>How, or <see langword="null"/> when the connection has ended before, or is one of HTTP.</returns>
    private async Task<WireFormat?> BeginAsync(CancellationToken stopping)
    {
        if (_options.SaslMechanisms.Count > 0)
        {
            // Until it begins, the connection is idle.
            if (!await _layers.WaitForBytesAsync(() => IsEnding(stopping)).ConfigureAwait(false))
                return null;
            _user = await _layers.LogInAsync(_options, stopping).ConfigureAwait(false);
        }

        if (_options.AllowZlib && !await _layers.InflateAsync(() => IsEnding(stopping), NoteReading).ConfigureAwait(false))
            return null;
        return await DetectAsync(stopping).ConfigureAwait(false);
    }

    private async Task<WireFormat?> DetectAsync(CancellationToken stopping)
    {
        while (!IsEnding(stopping))
        {
            ReadResult result = await _layers.Input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            NoteFirstByte(result.Buffer, Stopwatch.GetTimestamp());
            long length = result.Buffer.Length;
            WireFormat format = default;
            bool known = _options.AllowHttp && HttpDetector.BeginsHttp(result.Buffer) is not false
                ? IsHttp = HttpDetector.BeginsHttp(result.Buffer) is true
                : WireDetector.TryDetect(result.Buffer, _options.Limits, out format);
            // Nothing is consumed. Unless more bytes are needed, nothing is examined either, so that the next read sees them at once.
            _layers.Input.AdvanceTo(result.Buffer.Start, known ? result.Buffer.Start : result.Buffer.End);
            if (known)
                return IsHttp ? null : format;
            if (length > 0)
                NoteReading();
            if (result.IsCompleted)
                return length == 0 ? null : throw ThriftProtocolException.CutOff(length);
        }

        return null;
    }

    private async Task<string> ServeAsync(WireFormat format, CancellationToken stopping)
    {
        using ConnectionOutput output = new(_layers.Output, _options.MaxConcurrentCallsPerConnection > 1);
        using RequestQueue queue = new(endpoint.Handler, ClientCertificates.CallerOf(context, _telemetry, _user), output, _options, Fail, context.ConnectionClosed);
        (_output, _queue) = (output, queue);
        try
        {
            return await ReadRequestsAsync(format, output, queue, stopping).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _readingSince, 0);
            await queue.DrainAsync().ConfigureAwait(false);
        }
    }

    private async Task<string> ReadRequestsAsync(WireFormat format, ConnectionOutput output, RequestQueue queue, CancellationToken stopping)
    {
        using MessageFramer framer = MessageFramer.Create(format, _options.Limits);
        while (output.IsOpen)
        {
            // Stopping wakes the read instead of cancelling it, so that requests that are already here are still served.
            ReadResult result = await _layers.Input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            long now = Stopwatch.GetTimestamp();
            ReadOnlySequence<byte> buffer = result.Buffer;
            NoteFirstByte(buffer, now);
            while (!buffer.IsEmpty && framer.TryRead(ref buffer, out WireMessage message))
            {
                _requests++;
                // The client is not to blame for the time in which it is not read.
                Volatile.Write(ref _readingSince, 0);
                Request request = endpoint.Decoder.Decode(message, _firstByte, now);
                // In the order of the messages: what follows a probe may have a header.
                if (request.Probe is not null || (_session is not null && !message.Prefix.IsEmpty))
                    (_session ??= new ServerSession(_options, _telemetry, context.RemoteEndPoint)).Read(message, request, framer);
                framer.Release();
                await queue.AddAsync(request).ConfigureAwait(false);
                _firstByte = now;
            }

            if (buffer.IsEmpty)
                _firstByte = 0;
            else
                NoteReading();
            long left = buffer.Length;
            _layers.Input.AdvanceTo(buffer.Start, buffer.End);
            if (IsEnding(stopping))
                return EndReason;
            if (result.IsCompleted)
                return left == 0 ? "client_closed" : throw ThriftProtocolException.CutOff(left);
        }

        return "connection_lost";
    }

    private void Fail(Exception reason)
    {
        Guard.Log(() => ConnectionLog.Failed(Logger, _peer, reason));
        context.Abort();
    }

    private void NoteFirstByte(in ReadOnlySequence<byte> buffer, long now)
    {
        if (_firstByte == 0 && !buffer.IsEmpty)
            _firstByte = now;
    }

    private void NoteReading()
    {
        if (_readingSince == 0)
            Volatile.Write(ref _readingSince, Stopwatch.GetTimestamp());
    }
}
