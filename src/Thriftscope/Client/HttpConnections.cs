using System.Net;

namespace Thriftscope.Client;

/// <summary>Sends the requests of one channel, over connections that are used again only if the server keeps them.</summary>
/// <param name="options">The client's options.</param>
/// <param name="writesContext">Whether .NET may add the trace context to the headers.</param>
/// <remarks>
/// A server of HTTP/1.0, such as Apache's for Python, closes each connection behind its answer, often without saying so (RFC 9112, section 9.3).
/// .NET's handler goes by the header <c>Connection: close</c> alone: it would keep such a connection for the next request, and that one is lost
/// when it is faster than the server's close. Sending it again is no way out, as nobody knows what became of it.
/// </remarks>
internal sealed class HttpConnections(ThriftClientOptions options, bool writesContext) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HttpClient _keeping = new(CreateHandler(options, writesContext)) { Timeout = Timeout.InfiniteTimeSpan };
    private volatile HttpClient? _closing;
    private bool _disposed;

    /// <summary>Sends a request, and returns when the headers of the answer are there.</summary>
    /// <param name="content">The request's content.</param>
    /// <param name="create">Makes the request: once more if the first was about to go to a connection that the server closes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestContent content, Func<HttpRequestMessage> create, CancellationToken cancellationToken)
    {
        if (_closing is null)
        {
            try
            {
                content.IsHeldBack = () => _closing is not null;
                HttpResponseMessage response = await _keeping.SendAsync(create(), HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
                // Before the body is read, because another request gets the connection right behind it.
                if (!IsKept(response))
                    CloseFromNowOn();
                return response;
            }
            catch (Exception) when (content.WasHeldBack)
            {
                // None of the message has been sent.
                content.IsHeldBack = null;
            }
        }

        return await _closing!.SendAsync(create(), HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        lock (_gate)
            _disposed = true;
        _keeping.Dispose();
        _closing?.Dispose();
    }

    private static bool IsKept(HttpResponseMessage response) =>
        response.Version >= HttpVersion.Version11 || response.Headers.Connection.Contains("keep-alive", StringComparer.OrdinalIgnoreCase);

    private static SocketsHttpHandler CreateHandler(ThriftClientOptions options, bool writesContext)
    {
        SocketsHttpHandler handler = new()
        {
            // A call is no page: it is not sent on to where it was not addressed, and nothing is remembered of it.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionIdleTimeout = options.IdleTimeout,
            PooledConnectionLifetime = options.ConnectionLifetime,
            SslOptions = TlsOptions.For(host: null, options.Tls),
        };
        if (options.Tap is { } tap)
            handler.PlaintextStreamFilter = (filter, _) => new(tap(filter.PlaintextStream));
        if (!writesContext)
            handler.ActivityHeadersPropagator = null;
        options.Http.ConfigureHandler?.Invoke(handler);
        return handler;
    }

    private void CloseFromNowOn()
    {
        lock (_gate)
        {
            if (_closing is not null || _disposed)
                return;
            SocketsHttpHandler handler = CreateHandler(options, writesContext);
            handler.PooledConnectionLifetime = TimeSpan.Zero;
            _closing = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        }
    }
}
