namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>A folder with a short path, as sockets need it, which is removed at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ts-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
