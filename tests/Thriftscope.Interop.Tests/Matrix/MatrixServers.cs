using Thriftscope.AspNetCore;

namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Our servers, one for each kind of connection, started when they are asked for.</summary>
internal sealed class MatrixServers(MatrixCertificate certificate) : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("thriftscope-");
    private readonly Dictionary<(string, bool), (string Address, IAsyncDisposable Server)> _servers = [];

    public MatrixCertificate Certificate => certificate;

    /// <param name="carrier">tcp, tls, unix, abstract, http or https.</param>
    /// <param name="multiplexed">Whether it serves Matrix and Base under the names first and second, instead of Matrix alone.</param>
    public async Task<string> AddressAsync(string carrier, bool multiplexed)
    {
        if (!_servers.TryGetValue((carrier, multiplexed), out (string Address, IAsyncDisposable Server) server))
            _servers[(carrier, multiplexed)] = server = await StartAsync(carrier, multiplexed);
        return server.Address;
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((string _, IAsyncDisposable server) in _servers.Values)
            await server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static ThriftServiceBinding[] Services(bool multiplexed)
    {
        MatrixHandler handler = new();
        ThriftService matrix = MatrixIdl.Module.Service("Matrix");
        return multiplexed
            ? [new(matrix, handler, "first"), new(MatrixIdl.Module.Service("Base"), handler, "second")]
            : [new(matrix, handler)];
    }

    private async Task<(string Address, IAsyncDisposable Server)> StartAsync(string carrier, bool multiplexed)
    {
        string name = $"thriftscope-{Environment.ProcessId}-{Guid.NewGuid():N}";
        (string endpoint, string? address) = carrier switch
        {
            "unix" => ($"unix://{_folder.FullName}/{carrier}", $"{_folder.FullName}/{carrier}"),
            "abstract" => ($"unix:@{name}", $"@{name}"),
            _ => ("tcp://127.0.0.1:0", (string?)null),
        };
        ThriftServer server = await ThriftServer.StartAsync(endpoint, Services(multiplexed), cancellationToken: TestContext.Current.CancellationToken);
        return (address ?? $"{server.Endpoint.Port}", server);
    }
}
