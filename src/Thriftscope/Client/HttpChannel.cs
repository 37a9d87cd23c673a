using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>The way to an endpoint over HTTP: each call is a request of its own, and .NET's handler keeps the connections.</summary>
internal sealed class HttpChannel : ThriftChannel
{
    private readonly ThriftClientOptions _options;
    private readonly ContextWriter _context;
    private readonly HttpConnections _connections;
    private readonly Uri _uri;
    private readonly Lock _gate = new();
    private readonly Backoff _backoff;
    private readonly MediaTypeHeaderValue _contentType;
    private readonly MediaTypeWithQualityHeaderValue _accept;
    private readonly string? _host;
    private int _sequenceId;
    private int _underWay;
    private bool _retired;
    private bool _disposed;

    public HttpChannel(ThriftEndpoint endpoint, ThriftClientOptions options, CallInstrumentation instrumentation)
        : base(endpoint, options)
    {
        _options = options;
        _backoff = new Backoff(options.ReconnectDelay, options.MaxReconnectDelay);
        string host = endpoint.Host.Contains(':', StringComparison.Ordinal) ? $"[{endpoint.Host}]" : endpoint.Host;
        _uri = new Uri($"{endpoint.Scheme}://{host}:{endpoint.Port}{endpoint.Path}");
        _contentType = MediaTypeHeaderValue.Parse(options.Http.ContentType);
        _accept = MediaTypeWithQualityHeaderValue.Parse(options.Http.ContentType);
        // .NET takes the name that the certificate must be for from the Host header, and does not look at TargetHost.
        _host = endpoint.Scheme == "https" && options.Tls?.TargetHost is { Length: > 0 } target ? (endpoint.Port == 443 ? target : $"{target}:{endpoint.Port}") : null;
        _context = new ContextWriter(endpoint, options, instrumentation);
        _connections = new HttpConnections(options, _context.WritesHttp);
    }

    public override bool IsAvailable
    {
        get
        {
            lock (_gate)
                return !_retired && _backoff.Left == TimeSpan.Zero;
        }
    }

    public override bool IsIdle
    {
        get
        {
            lock (_gate)
                return _underWay == 0;
        }
    }

    // A connection is the handler's own matter; what a request would tell of the server, the first call tells too.
    public override Task OpenAsync(CallDeadline deadline, bool mayGoElsewhere, CancellationToken cancellationToken) => Task.CompletedTask;

    public override async ValueTask<CallReply> ExchangeAsync(CallRequest request)
    {
        Enter(request.MayGoElsewhere);
        try
        {
            return await SendAsync(request).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    public override void Retire()
    {
        lock (_gate)
        {
            _retired = true;
            if (_underWay > 0)
                return;
        }

        _connections.Dispose();
    }

    public override ValueTask DisposeAsync()
    {
        lock (_gate)
            _retired = _disposed = true;
        _connections.Dispose();
        return default;
    }

    private void Enter(bool mayGoElsewhere)
    {
        lock (_gate)
        {
            if (_retired)
                throw new ThriftTransportException(ThriftTransportError.NotOpen, _disposed ? $"The client of {Endpoint} has been disposed." : $"The service is no longer at {Endpoint}.") { IsUnsent = true };
            // A connection that only was not there soon enough is worth waiting for when there is nothing else.
            bool isWaitedFor = !mayGoElsewhere && _backoff.Cause is ThriftTransportException { IsImpatience: true };
            if (_backoff.Left > TimeSpan.Zero && !isWaitedFor)
                throw _backoff.TooEarly(Endpoint);
            _underWay++;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_underWay > 0 || !_retired)
                return;
        }

        _connections.Dispose();
    }

    private async Task<CallReply> SendAsync(CallRequest request)
    {
        int id = Interlocked.Increment(ref _sequenceId) & int.MaxValue;
        MessageType type = request.Method.IsOneway ? MessageType.Oneway : MessageType.Call;
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(request.CancellationToken);
        TimeSpan left = request.Deadline.Left;
        // Where there is another endpoint, a connection is waited for no longer than a moment.
        bool isShort = request.MayGoElsewhere && (left == Timeout.InfiniteTimeSpan || left > _options.ConnectHeadStart);
        using HttpRequestContent content = new(Encode(request, new MessageHeader(request.Name, type, id))) { Started = isShort ? () => ended.CancelAfter(request.Deadline.Left) : null };
        content.Headers.ContentType = _contentType;
        ended.CancelAfter(isShort ? _options.ConnectHeadStart : left);
        request.Call?.Enter(CallPhase.Send);
        HttpResponseMessage? response = null;
        try
        {
            response = await _connections.SendAsync(content, () => CreateMessage(request, content), ended.Token).ConfigureAwait(false);
            Connected();
            long firstByte = Stopwatch.GetTimestamp();
            request.Call?.Enter(CallPhase.Wait, content.Sent == 0 ? firstByte : Math.Min(content.Sent, firstByte));
            request.Call?.Enter(CallPhase.Receive, firstByte);
            await HttpFailures.ThrowUnlessSuccessAsync(Endpoint, response, ended.Token).ConfigureAwait(false);
            if (request.Method.IsOneway)
                return new CallReply(null, null, Stopwatch.GetTimestamp(), HeadersOf(response));
            byte[] body = await ReadBodyAsync(response, ended.Token).ConfigureAwait(false);
            try
            {
                return Decode(request, id, body, HeadersOf(response), firstByte);
            }
            catch (ThriftProtocolException e) when (response.Content.Headers.ContentType?.MediaType is { } media && media.StartsWith("text/", StringComparison.OrdinalIgnoreCase))
            {
                throw new ThriftProtocolException(e.Error, $"{Endpoint} answered with {media}: is the path a Thrift service's? {e.Message}");
            }
        }
        catch (OperationCanceledException) when (!request.CancellationToken.IsCancellationRequested && ended.IsCancellationRequested)
        {
            if (!isShort || content.IsStarted)
                throw new ThriftTransportException(ThriftTransportError.TimedOut, $"{Endpoint} did not answer within {request.Deadline.Timeout.TotalSeconds} s.") { IsUnsent = !content.IsStarted };
            ThriftTransportException impatience = new(ThriftTransportError.TimedOut, $"There was no connection to {Endpoint} within {_options.ConnectHeadStart.TotalSeconds} s.") { IsUnsent = true, IsImpatience = true };
            ConnectingFailed(impatience);
            throw impatience;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            request.CancellationToken.ThrowIfCancellationRequested();
            ThriftTransportException failure = HttpFailures.Of(Endpoint, e, content.IsStarted, hasAnswered: response is not null);
            if (failure is { IsUnsent: true, Error: ThriftTransportError.NotOpen or ThriftTransportError.TimedOut })
                ConnectingFailed(failure);
            throw failure;
        }
        finally
        {
            response?.Dispose();
        }
    }

    private HttpRequestMessage CreateMessage(CallRequest request, HttpRequestContent content)
    {
        HttpRequestMessage message = new(HttpMethod.Post, _uri)
        {
            Version = _options.Http.Version,
            VersionPolicy = _options.Http.VersionPolicy,
            Content = content,
        };
        message.Headers.Accept.Add(_accept);
        AddHeaders(message, request);
        return message;
    }

    // Beside the headers, or in their place, where that was asked for.
    private ContextCarrier? FieldOf(CallRequest request) =>
        _context.WritesField ? _context.ContextOf(request.Call) : null;

    private byte[] Encode(CallRequest request, in MessageHeader header)
    {
        using MessageBuffer buffer = new();
        request.Size = MessageCodec.Write(buffer, Endpoint.Format, _options.Limits, header, request.Arguments, FieldOf(request));
        request.Encoded = Stopwatch.GetTimestamp();
        if (request.Call is not null)
            request.Call.RequestSize = request.Size;
        return buffer.Written.ToArray();
    }

    // Where someone listens to .NET's own HTTP spans, HttpClient makes one between ours and the server's and sends its context. Otherwise
    // it would send the context of a span that nobody ever sees.
    private void AddHeaders(HttpRequestMessage message, CallRequest request)
    {
        foreach ((string name, string value) in request.Headers ?? [])
        {
            // Found later, it would look as if the server could not be connected to.
            if (!IsHeaderText(value) || !message.Headers.TryAddWithoutValidation(name, value))
                throw new ThriftValueException($"\"{name}\" can't be a header of an HTTP request: there is one of HTTP's own, or its name is no name or its value no ASCII on one line");
        }

        if (_host is not null)
            message.Headers.Host = _host;
        if (HttpSpans.AreListenedTo || !_context.WritesHttp || _context.ContextOf(request.Call) is not { } trace)
            return;
        foreach ((string name, string value) in trace.Entries)
        {
            _ = message.Headers.Remove(name);
            _ = message.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static bool IsHeaderText(string value) => Ascii.IsValid(value) && !value.AsSpan().ContainsAny('\r', '\n', '\0');

    private async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int limit = _options.Limits.MaxMessageSize;
        if (response.Content.Headers.ContentLength is { } announced && announced > limit)
            throw ThriftProtocolException.MessageTooLarge(announced, limit, null);
        using MessageBuffer buffer = new();
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        int count;
        while ((count = await stream.ReadAsync(buffer.GetMemory(), cancellationToken).ConfigureAwait(false)) > 0)
        {
            buffer.Advance(count);
            if (buffer.Length > limit)
                throw ThriftProtocolException.MessageTooLarge(buffer.Length, limit, null);
        }

        if (buffer.Length == 0)
            throw new ThriftTransportException(ThriftTransportError.EndOfFile, $"{Endpoint} answered with the HTTP status {(int)response.StatusCode} and no message.");
        return buffer.Written.ToArray();
    }

    private CallReply Decode(CallRequest request, int id, byte[] body, ThriftHeaders headers, long firstByte)
    {
        long received = Stopwatch.GetTimestamp();
        if (request.Call is not null)
        {
            request.Call.ResponseSize = body.Length;
            request.Call.Enter(CallPhase.Deserialize, received);
        }

        PendingCall pending = new(request) { SequenceId = id };
        WireMessage message = new() { Body = new ReadOnlySequence<byte>(body), Size = body.Length, Format = Endpoint.Format, Headers = headers };
        ReplyVisitor visitor = new(pending, Endpoint, new ReceivedMessage(firstByte, received, message), _options.Limits);
        _ = MessageCodec.Read<ReplyVisitor, bool>(message, _options.Limits, ref visitor);
        return pending.GetReply();
    }

    private static ThriftHeaders HeadersOf(HttpResponseMessage response)
    {
        ThriftHeaders headers = [];
        foreach ((string name, HeaderStringValues values) in response.Headers.NonValidated)
            headers[name] = values.ToString();
        return headers;
    }

    private void Connected()
    {
        lock (_gate)
            _backoff.Succeeded();
    }

    private void ConnectingFailed(ThriftException failure)
    {
        lock (_gate)
            _backoff.Failed(failure);
    }

    private readonly struct ReplyVisitor(PendingCall call, ThriftEndpoint endpoint, ReceivedMessage received, ThriftLimits limits) : IMessageVisitor<bool>
    {
        public bool Visit<TReader>(ref TReader reader)
            where TReader : IThriftReader, allows ref struct
        {
            MessageHeader header = reader.ReadMessageBegin();
            if ((header.SequenceId != call.SequenceId && header.Type != MessageType.Exception) || !call.IsAnsweredBy(header))
            {
                throw new ThriftProtocolException(
                    ThriftProtocolError.BadSequenceId,
                    $"{endpoint} answered with the reply of another call: {PeerText.Bounded(header.Name)}, sequence id {header.SequenceId} where {call.SequenceId} was expected");
            }

            call.Complete(ref reader, header, received, limits);
            return true;
        }
    }
}
