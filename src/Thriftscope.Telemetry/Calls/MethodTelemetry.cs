using System.Diagnostics;
using static Thriftscope.Telemetry.SemanticConventions;

namespace Thriftscope.Telemetry;

/// <summary>
/// What telemetry says of a method at one endpoint: built once, so that a call builds no names, and hands ready tags to
/// span and metrics.
/// </summary>
internal sealed class MethodTelemetry
{
    /// <param name="info">The method and where it is called or served.</param>
    /// <param name="serverAddress">Host name, IP address or socket path of the server.</param>
    /// <param name="serverPort">The server's port, if it has one.</param>
    /// <param name="known">Whether the service has the method.</param>
    /// <param name="serviceName">The override of the service's name.</param>
    public MethodTelemetry(ThriftCallInfo info, string? serverAddress, int? serverPort, bool known, Func<string, string>? serviceName)
    {
        Info = info;
        RpcMethod = !known ? Other : info.Service.Length == 0 ? info.Method : $"{Guard.Invoke(serviceName, info.Service)}/{info.Method}";
        SpanName = known ? RpcMethod : SemanticConventions.System;

        List<KeyValuePair<string, object?>> endpoint = [];
        if (serverAddress is not null)
            endpoint.Add(new(ServerAddress, serverAddress));
        if (serverPort is { } port)
            endpoint.Add(new(ServerPort, port));

        KeyValuePair<string, object?> system = new(RpcSystemName, SemanticConventions.System);
        KeyValuePair<string, object?> method = new(RpcMethodKey, RpcMethod);
        CreationTags = [system, method, .. endpoint];
        MethodTag = [method];
        // The server's own address would multiply its time series for nothing; a client's calls differ by it.
        DurationTags = info.Kind == ActivityKind.Client ? [system, method, .. endpoint] : [system, method];
        OkDurationTags = [.. DurationTags, new(RpcStatusCode, StatusOk)];
        Phases = info.Kind == ActivityKind.Client ? CallPhases.ClientOrder : CallPhases.ServerOrder;
        PhaseTags = new KeyValuePair<string, object?>[CallPhases.Count][];
        foreach (CallPhase phase in Phases)
            PhaseTags[(int)phase] = [method, new(ThriftPhase, CallPhases.Names[(int)phase])];
        Server = serverAddress is null ? null : PeerText.Address(serverAddress, serverPort);
        if (!known)
            OriginalMethod = PeerText.Bounded(info.Method);
    }

    private const string RpcMethodKey = SemanticConventions.RpcMethod;

    public ThriftCallInfo Info { get; }

    public string SpanName { get; }

    public string RpcMethod { get; }

    /// <summary>The peer's text, when the service has no such method.</summary>
    public string? OriginalMethod { get; }

    /// <summary>The method in logs, where a peer's text does no harm.</summary>
    public string LoggedName => OriginalMethod ?? RpcMethod;

    /// <summary>The server that a client calls, for logs.</summary>
    public string? Server { get; }

    public KeyValuePair<string, object?>[] CreationTags { get; }

    public KeyValuePair<string, object?>[] MethodTag { get; }

    public KeyValuePair<string, object?>[] DurationTags { get; }

    public KeyValuePair<string, object?>[] OkDurationTags { get; }

    public CallPhase[] Phases { get; }

    public KeyValuePair<string, object?>[][] PhaseTags { get; }
}
