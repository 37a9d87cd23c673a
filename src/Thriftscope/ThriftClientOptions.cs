using System.Net.Security;
using Microsoft.Extensions.Logging;
using Thriftscope.Sessions;
using Thriftscope.Telemetry;
using Thriftscope.Tracking;
using Thriftscope.Wire;

namespace Thriftscope;

/// <summary>How a client connects and calls.</summary>
public sealed class ThriftClientOptions
{
    /// <summary>How long opening a connection may take, with its handshakes. Default: 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; set => field = Positive(value); } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long opening a connection is waited for where there is another way: another endpoint, or a connection that is busy. It is more than
    /// opening takes in a network that works.
    /// </summary>
    internal TimeSpan ConnectHeadStart { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long a call may take, from waiting for a connection to the reply; <see cref="Timeout.InfiniteTimeSpan"/> for ever.
    /// Where interceptors call several times, it is for each attempt. Default: 30 seconds.
    /// </summary>
    public TimeSpan CallTimeout { get; set => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The service's name on a server that serves several on one connection: methods are sent as <c>name:method</c>. Default:
    /// none.
    /// </summary>
    public string? MultiplexedName { get; set; }

    /// <summary>What a reply may contain.</summary>
    public ThriftLimits Limits { get; set; } = ThriftLimits.Default;

    /// <summary>
    /// How connections to <c>tls://</c> and <c>https://</c> endpoints are encrypted: client certificates, versions, an own validation of
    /// the server's certificate. The server's certificate must be valid, and for the host of the endpoint unless <c>TargetHost</c> names
    /// another. Default: <see langword="null"/>, what .NET does by itself.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>
    /// How each connection logs in, such as with <see cref="SaslPlain"/>, before its first message, and inside TLS where there is both. HTTP has
    /// its own ways. Default: <see langword="null"/>, not at all.
    /// </summary>
    public ISaslMechanism? Sasl { get; set; }

    /// <summary>
    /// How many connections each endpoint gets at most. Calls on one connection are sent in their order without waiting for replies, and
    /// most servers answer them one after the other; another connection is opened only when all have calls under way. HTTP has
    /// its own pool: see <see cref="ThriftHttpOptions.ConfigureHandler"/>. Default: 1.
    /// </summary>
    public int MaxConnections { get; set => field = Positive(value); } = 1;

    /// <summary>
    /// How many calls one connection has under way at most. Beyond that callers wait for a connection, within their time-out. Default:
    /// <see cref="int.MaxValue"/>, no limit.
    /// </summary>
    public int MaxCallsPerConnection { get; set => field = Positive(value); } = int.MaxValue;

    /// <summary>
    /// With how many calls whose callers have gone a connection is closed; the next call opens another. One on which nothing comes at all is
    /// left sooner: after three time-outs in a row, or one call that waited for five seconds. Default: 100.
    /// </summary>
    public int MaxAbandonedCalls { get; set => field = Positive(value); } = 100;

    /// <summary>
    /// How long a connection without calls is kept; <see cref="Timeout.InfiniteTimeSpan"/> for ever. It should be shorter than what
    /// the server, and the load balancers on the way, keep. Default: 2 minutes.
    /// </summary>
    public TimeSpan IdleTimeout { get; set => field = Positive(value); } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How old a connection may become: an older one takes no more calls, and is closed when nobody waits for one any more, so that a
    /// server that has come behind the same name gets its share. Default: <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </summary>
    public TimeSpan ConnectionLifetime { get; set => field = Positive(value); } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How long connecting is not tried again after it has failed; calls fail meanwhile, at once. It doubles with each further failure, up
    /// to <see cref="MaxReconnectDelay"/>, and varies by a fifth. <see cref="TimeSpan.Zero"/> lets each call try. Default: 100 milliseconds.
    /// </summary>
    public TimeSpan ReconnectDelay { get; set => field = NotNegative(value); } = TimeSpan.FromMilliseconds(100);

    /// <summary>What <see cref="ReconnectDelay"/> grows to at most. Default: 2 seconds.</summary>
    public TimeSpan MaxReconnectDelay { get; set => field = NotNegative(value); } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// After what time of silence TCP asks whether the server is still there, in whole seconds; <see cref="Timeout.InfiniteTimeSpan"/> for
    /// never. Default: 1 minute.
    /// </summary>
    public TimeSpan KeepAliveTime { get; set => field = Positive(value); } = TimeSpan.FromMinutes(1);

    /// <summary>How long TCP waits for that answer before it asks again, in whole seconds. Default: 10 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public TimeSpan KeepAliveInterval { get; set => field = Finite(value); } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What is told of this client's calls by ThriftPy's tracking, on connections whose server has agreed to it: a client asks for that if
    /// <see cref="ThriftContextOptions.Write"/> of <see cref="Context"/> has <see cref="ThriftContextDialects.ThriftPy"/>. Default: <see langword="null"/>, nothing.
    /// </summary>
    public ThriftTracker? Tracker { get; set; }

    /// <summary>What each connection asks its server for before the first call.</summary>
    internal ThriftSession Session => (Context ?? Instrumentation?.Context)?.Write is not { } chosen ? ThriftSession.None
        : chosen.Contains(ThriftContextDialects.ThriftPy) ? ThriftSession.ThriftPy
        : chosen.Contains(ThriftContextDialects.Finagle) ? ThriftSession.Finagle
        : ThriftSession.None;

    /// <summary>Numbers the calls that belong to no tracked request.</summary>
    internal TrackingCounter RootCalls { get; } = new();

    /// <summary>What is recorded of this client's calls; <see langword="null"/> for what the program has set up for all.</summary>
    public ThriftInstrumentationOptions? Instrumentation { get; set; }

    /// <summary>
    /// How trace contexts are written; <see langword="null"/> for how <see cref="Instrumentation"/> has it.
    /// </summary>
    public ThriftContextOptions? Context { get; set; }

    /// <summary>Put between a connection and what is spoken on it, within TLS.</summary>
    internal Func<Stream, Stream>? Tap { get; set; }

    /// <summary>Where calls and connections are logged; <see langword="null"/> for what the program has set up for all.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// What is around each call, the first one outermost: see <see cref="IThriftInterceptor"/>. A client takes those that are there when it
    /// is made.
    /// </summary>
    public IList<IThriftInterceptor> Interceptors { get; } = [];

    /// <summary>Which of several endpoints a call goes to. Default: each in its turn.</summary>
    public ThriftLoadBalancing LoadBalancing { get; set; }

    /// <summary>
    /// How old the answer of an <see cref="IThriftEndpointResolver"/> may become before it is asked again; calls do not wait for that.
    /// <see cref="Timeout.InfiniteTimeSpan"/> for asking only when connecting has failed. Default: 30 seconds.
    /// </summary>
    public TimeSpan ResolveInterval { get; set => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>What is only for <c>http://</c> and <c>https://</c> endpoints.</summary>
    public ThriftHttpOptions Http { get; } = new();

    private static int Positive(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }

    private static TimeSpan Positive(TimeSpan value) => value == Timeout.InfiniteTimeSpan ? value : Finite(value);

    private static TimeSpan Finite(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        return Countable(value);
    }

    private static TimeSpan NotNegative(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        return Countable(value);
    }

    // What .NET's timers can count to: more than three weeks.
    private static TimeSpan Countable(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMilliseconds(int.MaxValue));
        return value;
    }
}
