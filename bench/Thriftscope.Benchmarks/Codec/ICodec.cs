namespace Thriftscope.Benchmarks.Codec;

/// <summary>A value, over a buffer that is used again and again.</summary>
internal interface ICodec
{
    void Encode();

    void Decode();
}
