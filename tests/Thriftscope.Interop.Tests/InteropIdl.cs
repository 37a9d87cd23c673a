using Thriftscope.AspNetCore;

namespace Thriftscope.Interop.Tests;

/// <summary>The IDL that all peers load, and our servers and clients of its services.</summary>
internal static class InteropIdl
{
    public static ThriftModule Module { get; } = ThriftModule.Load(FilePath);

    public static ThriftService Interop { get; } = Module.Service("Interop");

    public static ThriftService Base { get; } = Module.Service("Base");

    public static string FilePath => Path.Combine(AppContext.BaseDirectory, "Idl", "interop.thrift");

    /// <summary>Serves one or more services on a free port.</summary>
    public static Task<ThriftServer> ServeAsync(params ThriftServiceBinding[] services) =>
        ThriftServer.StartAsync("tcp://127.0.0.1:0", services, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Connects a client of the service Interop.</summary>
    public static Task<ServiceClient> ConnectAsync(string endpoint, ThriftClientOptions? options = null) =>
        Interop.ConnectAsync(endpoint, options, TestContext.Current.CancellationToken);
}
