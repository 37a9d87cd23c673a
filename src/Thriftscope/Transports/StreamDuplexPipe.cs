using System.IO.Pipelines;

namespace Thriftscope.Transports;

/// <summary>A connection through a layer, as a server wants it.</summary>
internal sealed class StreamDuplexPipe(Stream stream) : IDuplexPipe
{
    public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

    public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));

    /// <summary>Puts a zlib layer around a connection.</summary>
    public static ZlibDuplexStream Zlib(IDuplexPipe pipe) => new(pipe.Input.AsStream(leaveOpen: true), pipe.Output.AsStream(leaveOpen: true));
}
