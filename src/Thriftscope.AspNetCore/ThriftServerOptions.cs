using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore;

/// <summary>How services are served. Each endpoint may have options of its own, which begin as a copy of the server's.</summary>
public sealed class ThriftServerOptions
{
    /// <summary>
    /// Whether the answer INTERNAL_ERROR says what the handler threw. Default: no, since it may hold what a caller should not see.
    /// </summary>
    public bool ExposeExceptionMessages { get; set; }

    /// <summary>
    /// How long calls that are under way may take to end when the server stops. Default: 30 seconds. In an ASP.NET Core application
    /// the host's <c>ShutdownTimeout</c> counts instead, whether it is longer or shorter.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many requests of one connection may wait behind the one that is handled. Beyond that, or when those
    /// that wait have more bytes than one message may (<see cref="ThriftLimits.MaxMessageSize"/>), the connection is not read until it has
    /// caught up. Default: 128.
    /// </summary>
    public int MaxQueuedRequests { get; set => field = Positive(value); } = 128;

    /// <summary>
    /// How many calls of one connection may run at the same time. With more than one, replies go out as calls end, and a call may run
    /// before an earlier one has: only for clients that match replies by sequence id, as Thriftscope's, and that do not depend on the
    /// order. Default: 1, which is right for every client.
    /// </summary>
    public int MaxConcurrentCallsPerConnection { get; set => field = Positive(value); } = 1;

    /// <summary>
    /// How many calls of all connections may run at the same time, HTTP's included. One more is answered at once with INTERNAL_ERROR and
    /// a message that tells of the overload, or dropped if it is oneway. A call that has timed out counts until its handler has ended.
    /// Default: <see langword="null"/>, any number.
    /// </summary>
    public int? MaxConcurrentCalls { get; set => field = Positive(value); }

    /// <summary>
    /// How many connections may be open at the same time. One more is closed at once. Those of a <see cref="ThriftServer"/> count before
    /// their TLS handshake, and over HTTP too; in an application they count when they get to
    /// <see cref="ThriftServerExtensions.UseThrift"/>, and HTTP's are Kestrel's, with limits of its own.
    /// Default: <see langword="null"/>, any number.
    /// </summary>
    public int? MaxConnections { get; set => field = Positive(value); }

    /// <summary>
    /// How long a handler may take. Then the client is answered with INTERNAL_ERROR, the handler's token is cancelled, and what it still
    /// returns is discarded. Default: <see cref="Timeout.InfiniteTimeSpan"/>, for ever.
    /// </summary>
    public TimeSpan RequestTimeout { get; set => field = Timeouts.Check(value); } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How long a connection may be without a request before it is closed, from when it opens or the last call ends. Connections are looked
    /// at once a second. It is for the HTTP of a <see cref="ThriftServer"/> too, where the default is Kestrel's <c>KeepAliveTimeout</c>, 130
    /// seconds. Default: <see cref="Timeout.InfiniteTimeSpan"/>, for ever: clients keep connections.
    /// </summary>
    public TimeSpan IdleTimeout { get; set => field = Timeouts.Check(value); } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How long a request may take to arrive, from its first byte to its last, before its connection is closed. Connections are looked at
    /// once a second. HTTP's requests have Kestrel's <c>MinRequestBodyDataRate</c>. Default: 1 minute.
    /// </summary>
    public TimeSpan ReadTimeout { get; set => field = Timeouts.Check(value); } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a reply may wait for a client that reads nothing of it, before its connection is closed. Who reads a large reply slowly has
    /// that time anew for each part of it. Connections are looked at once a second. HTTP's responses have Kestrel's <c>MinResponseDataRate</c>. Default: 1 minute.
    /// </summary>
    public TimeSpan WriteTimeout { get; set => field = Timeouts.Check(value); } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long the beginning of a connection may take, from its first byte until it is known how its client speaks, and how long a log-in by
    /// SASL may take. TLS has
    /// the <see cref="HttpsConnectionAdapterOptions.HandshakeTimeout"/> of <see cref="Tls"/>; a connection that sends nothing is idle.
    /// Default: 10 seconds.
    /// </summary>
    public TimeSpan HandshakeTimeout { get; set => field = Timeouts.Check(value); } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether binary messages without a version are served, the form of very old clients; its beginning is that of many things.
    /// Default: yes.
    /// </summary>
    public bool AllowNonStrictBinary { get; set; } = true;

    /// <summary>
    /// Whether connections that begin with an HTTP request go on to the application's HTTP pipeline, so that one port serves both.
    /// Default: no. It is for <see cref="ThriftServerExtensions.UseThrift"/>, which refuses it together with <see cref="SaslMechanisms"/>.
    /// </summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// Whether connections are served all of whose bytes go through zlib, as Apache's TZlibTransport has it. Default: no, since what is
    /// compressed takes memory and time to read. The compression of single messages on <see cref="ThriftTransport.Header"/> is always served.
    /// </summary>
    public bool AllowZlib { get; set; }

    /// <summary>
    /// The ways in which clients log in by SASL at the beginning of a connection, such as <see cref="SaslPlainServer"/>. With at least one,
    /// a connection that does not log in is closed. HTTP has no such log-in: a <see cref="ThriftServer"/> that has mechanisms refuses to serve
    /// <c>http://</c> and <c>https://</c>. In an application a port with mechanisms can't have <see cref="AllowHttp"/>, and HTTP on other ports is a
    /// matter of the application's own authentication. Default: none.
    /// </summary>
    public IList<ISaslServerMechanism> SaslMechanisms { get; private set; } = [];

    /// <summary>What is told of the calls of clients that use ThriftPy's tracking. Default: <see langword="null"/>, nothing.</summary>
    public ThriftTracker? Tracker { get; set; }

    /// <summary>What a request may contain.</summary>
    public ThriftLimits Limits { get; set; } = ThriftLimits.Default;

    /// <summary>
    /// The certificate and all else of TLS, for the endpoints <c>tls://</c> and <c>https://</c> of a <see cref="ThriftServer"/>. In an
    /// ASP.NET Core application <c>listen.UseHttps()</c> before <c>listen.UseThrift()</c> does this.
    /// </summary>
    public HttpsConnectionAdapterOptions? Tls { get; set; }

    /// <summary>
    /// What is around every call, the first the outermost; those that were added by
    /// <see cref="ThriftServerExtensions.AddThriftInterceptor{T}"/> come after these.
    /// </summary>
    public IList<IThriftInterceptor> Interceptors { get; private set; } = [];

    /// <summary>What is recorded of this server's calls; <see langword="null"/> for what the program has set up for all.</summary>
    public ThriftInstrumentationOptions? Instrumentation { get; set; }

    /// <summary>
    /// Which trace contexts are read, and whether those from outside are trusted; clients that ask for ThriftPy's tracking or Finagle's TTwitter get it if that
    /// dialect is read; <see langword="null"/> for those of
    /// <see cref="Instrumentation"/>. Over HTTP, ASP.NET Core reads the headers itself where it makes a span for the request: that is the parent,
    /// whatever is said here.
    /// </summary>
    public ThriftContextOptions? Context { get; set; }

    /// <summary>
    /// Where calls and connections are logged; <see langword="null"/> for what the program has set up for all. In
    /// an ASP.NET Core application its own logging is used.
    /// </summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    internal ThriftServerOptions Copy()
    {
        ThriftServerOptions copy = (ThriftServerOptions)MemberwiseClone();
        copy.Interceptors = [.. Interceptors];
        copy.SaslMechanisms = [.. SaslMechanisms];
        return copy;
    }

    private static int Positive(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }

    private static int? Positive(int? value) => value is { } limit ? Positive(limit) : null;
}
