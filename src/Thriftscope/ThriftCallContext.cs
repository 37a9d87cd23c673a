using System.Net;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Thriftscope.Client;
using Thriftscope.Generated;
using Thriftscope.Schema;
using Thriftscope.Tracking;
using Thriftscope.Wire;

namespace Thriftscope;

/// <summary>
/// One call, as interceptors and handlers see it, at the client and at the server. A handler's method that wants it has a
/// parameter of this type; it is not safe for use by several threads at once, nor after the call has ended.
/// </summary>
public sealed class ThriftCallContext
{
    private readonly ICallable _method;
    private readonly IMessageBody _body;
    // The arguments of generated code in their dynamic form, for whoever asks for them, and as they were when he did. What he leaves as it is
    // goes on as it came, with all that the dynamic form has no place for.
    private ThriftStruct? _converted;
    private ThriftStruct? _unchanged;
    private ThriftHeaders? _requestHeaders;
    private ThriftHeaders? _responseHeaders;
    private Dictionary<object, object?>? _items;

    internal ThriftCallContext(string serviceName, ICallable method, IMessageBody arguments)
    {
        ServiceName = serviceName;
        _method = method;
        _body = arguments;
    }

    /// <summary>The service's name, or the name that it has on a server of several.</summary>
    public string ServiceName { get; }

    /// <summary>The method that is called.</summary>
    public MethodSchema Method => _method.Schema;

    /// <summary>
    /// The arguments. An interceptor may change them. Where code is generated, they are converted when they are asked for, and back when the
    /// call goes on, if they were changed.
    /// </summary>
    public ThriftStruct Arguments
    {
        get
        {
            if (_body is ThriftStruct arguments)
                return arguments;
            if (_converted is null)
            {
                _converted = TypedValues.ToStruct((ThriftMessage)_body, Method.Arguments);
                _unchanged = TypedValues.ToStruct((ThriftMessage)_body, Method.Arguments);
            }

            return _converted;
        }
    }

    /// <summary>
    /// What goes with the request: the client may add to it, the server reads it. Only the transports <see cref="ThriftTransport.Header"/>,
    /// <see cref="ThriftTransport.TTHeader"/> and <see cref="ThriftTransport.Http"/> carry it.
    /// </summary>
    public ThriftHeaders RequestHeaders
    {
        get => _requestHeaders ??= [];
        internal init => _requestHeaders = value;
    }

    /// <summary>What goes with the reply: the server may add to it, the client reads it once the call has been answered.</summary>
    public ThriftHeaders ResponseHeaders
    {
        get => _responseHeaders ??= [];
        internal set => _responseHeaders = value;
    }

    /// <summary>At the client, what came back by ThriftPy's tracking.</summary>
    internal IReadOnlyDictionary<string, string> ResponseMeta { get; set; } = TrackingState.NoMeta;

    /// <summary>How values are written.</summary>
    public ThriftProtocol Protocol { get; internal set; }

    /// <summary>How the message lies on the connection.</summary>
    public ThriftTransport Transport { get; internal set; }

    /// <summary>
    /// Who is at the other end: at the server the client's address, at the client the server's, which is
    /// <see langword="null"/> until there is a connection.
    /// </summary>
    public EndPoint? Peer { get; internal set; }

    /// <summary>Who calls, once that has been established: by a client certificate, by SASL, or by an interceptor.</summary>
    public ClaimsPrincipal? User { get; set; }

    /// <summary>
    /// At a server, the certificate that the client has shown: with TLS, where the server asked for one. <see cref="User"/> is made of it.
    /// </summary>
    public X509Certificate2? ClientCertificate { get; internal init; }

    /// <summary>When the caller or the server gives the call up; <see langword="null"/> for never.</summary>
    public DateTimeOffset? Deadline { get; internal set; }

    /// <summary>Cancelled when the call is given up: by the caller, by its deadline, or since the client has gone.</summary>
    public CancellationToken CancellationToken { get; internal set; }

    /// <summary>What interceptors and handlers of this call want to tell each other.</summary>
    public IDictionary<object, object?> Items => _items ??= [];

    /// <summary>The span that the call belongs to, where that is not the current one.</summary>
    internal System.Diagnostics.ActivityContext Parent { get; init; }

    /// <summary>
    /// A copy for one attempt of several, which may run beside others: it has the same method, arguments, items and user, its own copy of
    /// the request's headers, headers of its own reply, and its own token.
    /// </summary>
    /// <param name="cancellationToken">Gives the attempt up.</param>
    public ThriftCallContext ForAttempt(CancellationToken cancellationToken)
    {
        ThriftCallContext attempt = new(ServiceName, _method, Body)
        {
            Parent = Parent,
            Protocol = Protocol,
            Transport = Transport,
            User = User,
            Deadline = Deadline,
            CancellationToken = cancellationToken,
        };
        if (_requestHeaders is not null)
            attempt.RequestHeaders.AddRange(_requestHeaders);
        attempt._items = (Dictionary<object, object?>)Items;
        return attempt;
    }

    internal ICallable Callable => _method;

    /// <summary>The arguments in the form that they have by now.</summary>
    internal IMessageBody Body => _converted is null || _converted.Equals(_unchanged) ? _body : _converted;

    internal ThriftHeaders? SentRequestHeaders => _requestHeaders;

    internal ThriftHeaders? SentResponseHeaders => _responseHeaders;
}
