using System.Collections.Concurrent;

namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>In what protocol and transport the calls at our server really came.</summary>
internal sealed class SeenFormats : IThriftInterceptor
{
    private readonly ConcurrentDictionary<string, bool> _seen = new();

    public ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next)
    {
        _seen[Format(context.Protocol, context.Transport)] = true;
        return next(context);
    }

    /// <summary>What was seen since the last time.</summary>
    public IReadOnlyCollection<string> Take()
    {
        string[] seen = [.. _seen.Keys];
        _seen.Clear();
        return seen;
    }

    /// <summary>What a cell's calls have to come in.</summary>
    public static string Of(Cell cell)
    {
        ThriftProtocol protocol = cell.Protocol switch
        {
            "compact" => ThriftProtocol.Compact,
            "json" => ThriftProtocol.Json,
            "thriftpy-json" => ThriftProtocol.ThriftPyJson,
            _ => ThriftProtocol.Binary,
        };
        ThriftTransport transport = cell.Wire switch
        {
            { IsHttp: true } => ThriftTransport.Http,
            { IsHeader: true } => ThriftTransport.Header,
            { IsFramed: true } => ThriftTransport.Framed,
            _ => ThriftTransport.Unframed,
        };
        return Format(protocol, transport);
    }

    private static string Format(ThriftProtocol protocol, ThriftTransport transport) => $"{protocol}, {transport}";
}
