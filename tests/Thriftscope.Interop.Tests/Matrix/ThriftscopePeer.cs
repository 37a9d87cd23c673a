using Thriftscope.Interop.Tests.Matrix.Typed;

namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>Our client and our server, as the other half of each cell.</summary>
/// <param name="certificate">What the server shows and the client trusts.</param>
/// <param name="isTyped">Whether they are generated, instead of dynamic.</param>
internal sealed class ThriftscopePeer(MatrixCertificate certificate, bool isTyped) : IMatrixPeer
{
    private readonly SeenFormats _formats = new();
    private MatrixServers? _servers;

    /// <summary>What our server has seen since it was asked last.</summary>
    public IReadOnlyCollection<string> TakeFormats() => _formats.Take();

    public bool IsTyped => isTyped;

    public string Description => isTyped ? "Thriftscope, typed" : "Thriftscope";

    // A server of ours takes every protocol and transport: one for each kind of connection is enough.
    public Task<string> ServeAsync(Cell cell) => (_servers ??= new MatrixServers(certificate, _formats, isTyped)).AddressAsync(cell.Wire.Carrier, cell.Wire.IsMultiplexed);

    public async Task<IReadOnlyDictionary<string, string>> CallAsync(Cell cell, string address, IReadOnlyList<string> cases)
    {
        string endpoint = cell.EndpointAt(address);
        await using IMatrixClient newer = await ConnectAsync("Newer", endpoint, cell, "first");
        await using IMatrixClient second = await ConnectAsync("Base", endpoint, cell, "second");
        return await new MatrixCalls(newer, second, cell.IsLong).RunAllAsync(cases);
    }

    public ValueTask DisposeAsync() => _servers?.DisposeAsync() ?? default;

    private async Task<IMatrixClient> ConnectAsync(string service, string endpoint, Cell cell, string name)
    {
        ThriftClientOptions options = new()
        {
            CallTimeout = TimeSpan.FromSeconds(10),
            MultiplexedName = cell.Wire.IsMultiplexed ? name : null,
            Tls = new() { CertificateChainPolicy = certificate.Trust },
        };
        if (isTyped)
        {
            // It extends the service Base, whose methods are called by their names alone.
            NewerClient client = new(endpoint, options);
            await client.OpenAsync(TestContext.Current.CancellationToken);
            return new TypedClient(client);
        }

        return new ThriftscopeClient(await MatrixIdl.Module.Service(service).ConnectAsync(endpoint, options, TestContext.Current.CancellationToken));
    }
}
