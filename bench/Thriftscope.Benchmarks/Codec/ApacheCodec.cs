using Thrift;
using Thrift.Protocol;
using Thrift.Transport;
using Thrift.Transport.Client;

namespace Thriftscope.Benchmarks.Codec;

/// <summary>A value of a generated class, over a memory buffer that is used again and again.</summary>
internal sealed class ApacheCodec<T> : ICodec
    where T : TBase, new()
{
    private readonly T _value;
    private readonly TMemoryBufferTransport _output;
    private readonly TMemoryBufferTransport _input;
    private readonly TProtocol _writer;
    private readonly TProtocol _reader;

    public ApacheCodec(T value, ThriftProtocol protocol)
    {
        TConfiguration configuration = new();
        _value = value;
        _output = new TMemoryBufferTransport(configuration);
        _writer = Protocol(protocol, _output);
        Encode();
        Bytes = _output.GetBuffer();
        _input = new TMemoryBufferTransport(Bytes, configuration);
        _reader = Protocol(protocol, _input);
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

    private static TProtocol Protocol(ThriftProtocol protocol, TTransport transport) => protocol switch
    {
        ThriftProtocol.Compact => new TCompactProtocol(transport),
        ThriftProtocol.Json => new TJsonProtocol(transport),
        _ => new TBinaryProtocol(transport),
    };
}
