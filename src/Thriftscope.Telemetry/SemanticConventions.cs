namespace Thriftscope.Telemetry;

/// <summary>
/// Every attribute, metric and event name that Thriftscope writes. The names under <c>rpc.</c> follow OpenTelemetry's
/// RPC conventions, a release candidate that still moves: https://opentelemetry.io/docs/specs/semconv/rpc/.
/// </summary>
internal static class SemanticConventions
{
    // The value of rpc.system.name: what OpenTelemetry's Java instrumentation writes.
    public const string System = "apache_thrift";
    public const string Other = "_OTHER";
    public const string StatusOk = "OK";

    public const string RpcSystemName = "rpc.system.name";
    public const string RpcMethod = "rpc.method";
    public const string RpcMethodOriginal = "rpc.method_original";
    public const string RpcStatusCode = "rpc.status_code";
    public const string ErrorType = "error.type";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string NetworkPeerAddress = "network.peer.address";
    public const string NetworkPeerPort = "network.peer.port";

    public const string ThriftProtocol = "thrift.protocol";
    public const string ThriftTransport = "thrift.transport";
    public const string ThriftMessageType = "thrift.message.type";
    public const string ThriftRequestSize = "thrift.request.size";
    public const string ThriftResponseSize = "thrift.response.size";
    public const string ThriftPhase = "thrift.phase";
    public const string ThriftPhasePrefix = "thrift.phase.";
    public const string ThriftCloseReason = "thrift.close_reason";
    public const string ThriftReason = "thrift.reason";
    public const string ThriftDialect = "thrift.dialect";

    // What came with a request in a dialect and did not become the parent.
    public const string ThriftContextPrefix = "thrift.context.";

    // What ThriftPy's tracking tells a call by, on the spans of both sides.
    public const string ThriftContextRequestId = "thrift.context.thriftpy.request_id";
    public const string ThriftContextSeq = "thrift.context.thriftpy.seq";

    public const string ClientDuration = "rpc.client.call.duration";
    public const string ServerDuration = "rpc.server.call.duration";
    public const string ClientRequestSize = "thrift.client.request.size";
    public const string ClientResponseSize = "thrift.client.response.size";
    public const string ServerRequestSize = "thrift.server.request.size";
    public const string ServerResponseSize = "thrift.server.response.size";
    public const string ClientActiveRequests = "thrift.client.active_requests";
    public const string ServerActiveRequests = "thrift.server.active_requests";
    public const string ClientPhaseDuration = "thrift.client.phase.duration";
    public const string ServerPhaseDuration = "thrift.server.phase.duration";
    public const string ClientConnections = "thrift.client.connections";
    public const string ServerConnections = "thrift.server.connections";
    public const string ServerConnectionDuration = "thrift.server.connection.duration";
    public const string ServerQueueDuration = "thrift.server.queue.duration";
    public const string ServerRejectedMessages = "thrift.server.rejected_messages";
    public const string ContextExtracted = "thrift.context.extracted";
    public const string ContextConflicted = "thrift.context.conflicted";
    public const string ContextDropped = "thrift.context.dropped";
}
