namespace Thriftscope.Interop.Tests.Matrix;

/// <summary>A program that serves and calls the service Matrix, in one cell after the other.</summary>
internal interface IMatrixPeer : IAsyncDisposable
{
    /// <summary>What it is, with its version.</summary>
    string Description { get; }

    /// <summary>Starts a server, which runs until the peer is disposed.</summary>
    /// <returns>Its port, its path, or the name of its abstract socket behind an @.</returns>
    Task<string> ServeAsync(Cell cell);

    /// <summary>Runs cases of <see cref="MatrixCases"/> against a server, over one connection, or a new one after a failure.</summary>
    /// <returns>What went wrong in each case; empty where nothing did.</returns>
    Task<IReadOnlyDictionary<string, string>> CallAsync(Cell cell, string address, IReadOnlyList<string> cases);
}
