using System.Reflection;
using System.Runtime.CompilerServices;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;
using Thrift.Transport.Client;

namespace Thriftscope.ApacheThrift;

/// <summary>The fields of Apache Thrift's classes that have no public door, and that observing objects in place needs.</summary>
internal static class ApacheFields
{
    private static readonly (Type Type, string Field)[] Needed =
    [
        (typeof(TServer), "ProcessorFactory"),
        (typeof(TBaseClient), "_inputProtocol"),
        (typeof(TBaseClient), "_outputProtocol"),
        (typeof(TProtocol), "Trans"),
        (typeof(TProtocol), "<RecursionLimit>k__BackingField"),
        (typeof(TProtocolDecorator), "_wrappedProtocol"),
        (typeof(TMultiplexedProtocol), "_serviceName"),
        (typeof(TMultiplexedProcessor), "_serviceProcessorMap"),
        (typeof(TLayeredTransport), nameof(TLayeredTransport.InnerTransport)),
        (typeof(TTransport), "_hasPeekByte"),
        (typeof(TTransport), "_peekBuffer"),
        (typeof(THttpTransport), "_uri"),
    ];

    private static readonly Lazy<string?> Missing = new(() => string.Join(", ", Needed
        .Where(n => n.Type.GetField(n.Field, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is null)
        .Select(n => $"{n.Type.Name}.{n.Field}")));

    /// <exception cref="InvalidOperationException">This version of Apache Thrift's library lacks one of the fields.</exception>
    public static void Require()
    {
        if (Missing.Value is { Length: > 0 } missing)
        {
            throw new InvalidOperationException(
                $"The program's ApacheThrift is version {typeof(TServer).Assembly.GetName().Version}, which has no {missing}: this version of "
                + "Thriftscope.ApacheThrift can't observe it. Update Thriftscope.ApacheThrift, or use ApacheThrift 0.25.0.");
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "ProcessorFactory")]
    public static extern ref ITProcessorFactory ProcessorFactory(TServer server);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_inputProtocol")]
    public static extern ref TProtocol InputProtocol(TBaseClient client);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_outputProtocol")]
    public static extern ref TProtocol OutputProtocol(TBaseClient client);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Trans")]
    public static extern ref TTransport Transport(TProtocol protocol);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<RecursionLimit>k__BackingField")]
    public static extern ref int RecursionLimit(TProtocol protocol);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_wrappedProtocol")]
    public static extern ref TProtocol WrappedProtocol(TProtocolDecorator decorator);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_serviceName")]
    public static extern ref string ServiceName(TMultiplexedProtocol protocol);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_serviceProcessorMap")]
    public static extern ref Dictionary<string, ITAsyncProcessor> Processors(TMultiplexedProcessor processor);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = nameof(TLayeredTransport.InnerTransport))]
    public static extern ref TTransport InnerTransport(TLayeredTransport transport);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_hasPeekByte")]
    public static extern ref bool HasPeekByte(TTransport transport);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_peekBuffer")]
    public static extern ref byte[] PeekBuffer(TTransport transport);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_uri")]
    public static extern ref Uri Uri(THttpTransport transport);
}
