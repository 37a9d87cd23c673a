using Thrift;
using Thrift.Protocol;
using Thrift.Transport.Client;

namespace Thriftscope.Benchmarks.Codec;

/// <summary>A value of a generated class, over a memory buffer that is used again and again.</summary>
internal sealed class ApacheCodec<T>
    where T : TBase, new()
{
    private readonly T _value;
    private readonly TMemoryBufferTransport _output;
    private readonly TMemoryBufferTransport _input;
    private readonly TBinaryProtocol _writer;
    private readonly TBinaryProtocol _reader;

    public ApacheCodec(T value)
    {
        TConfiguration configuration = new();
        _value = value;
        _output = new TMemoryBufferTransport(configuration);
        _writer = new TBinaryProtocol(_output);
        Encode();
        Bytes = _output.GetBuffer();
        _input = new TMemoryBufferTransport(Bytes, configuration);
        _reader = new TBinaryProtocol(_input);
    }

    /// <summary>The value's encoding.</summary>
    public byte[] Bytes { get; }

    // Nothing waits in memory: the tasks have ended when they are returned.
    public void Encode()
    {
        _output.Seek(0, SeekOrigin.Begin);
        _value.WriteAsync(_writer).GetAwaiter().GetResult();
    }

    public void Decode()
    {
        _input.Seek(0, SeekOrigin.Begin);
        new T().ReadAsync(_reader).GetAwaiter().GetResult();
    }
}
