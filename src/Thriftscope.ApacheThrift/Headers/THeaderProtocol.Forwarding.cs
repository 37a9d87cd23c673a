using Thrift.Protocol;
using Thrift.Protocol.Entities;

namespace Thriftscope.ApacheThrift;

/// <content>What the inner protocols do by themselves.</content>
public sealed partial class THeaderProtocol
{
    private TProtocol Reader => _reader.Current;

    private TProtocol Writer => _writer.Current;

    /// <inheritdoc/>
    public override Task WriteStructBeginAsync(TStruct @struct, CancellationToken cancellationToken = default) => Writer.WriteStructBeginAsync(@struct, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteStructEndAsync(CancellationToken cancellationToken = default) => Writer.WriteStructEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteFieldBeginAsync(TField field, CancellationToken cancellationToken = default) => Writer.WriteFieldBeginAsync(field, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteFieldEndAsync(CancellationToken cancellationToken = default) => Writer.WriteFieldEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteFieldStopAsync(CancellationToken cancellationToken = default) => Writer.WriteFieldStopAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteMapBeginAsync(TMap map, CancellationToken cancellationToken = default) => Writer.WriteMapBeginAsync(map, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteMapEndAsync(CancellationToken cancellationToken = default) => Writer.WriteMapEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteListBeginAsync(TList list, CancellationToken cancellationToken = default) => Writer.WriteListBeginAsync(list, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteListEndAsync(CancellationToken cancellationToken = default) => Writer.WriteListEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteSetBeginAsync(TSet set, CancellationToken cancellationToken = default) => Writer.WriteSetBeginAsync(set, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteSetEndAsync(CancellationToken cancellationToken = default) => Writer.WriteSetEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteBoolAsync(bool b, CancellationToken cancellationToken = default) => Writer.WriteBoolAsync(b, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteByteAsync(sbyte b, CancellationToken cancellationToken = default) => Writer.WriteByteAsync(b, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteI16Async(short i16, CancellationToken cancellationToken = default) => Writer.WriteI16Async(i16, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteI32Async(int i32, CancellationToken cancellationToken = default) => Writer.WriteI32Async(i32, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteI64Async(long i64, CancellationToken cancellationToken = default) => Writer.WriteI64Async(i64, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteDoubleAsync(double d, CancellationToken cancellationToken = default) => Writer.WriteDoubleAsync(d, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteStringAsync(string s, CancellationToken cancellationToken = default) => Writer.WriteStringAsync(s, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteBinaryAsync(byte[] bytes, CancellationToken cancellationToken = default) => Writer.WriteBinaryAsync(bytes, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteUuidAsync(Guid uuid, CancellationToken cancellationToken = default) => Writer.WriteUuidAsync(uuid, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<TStruct> ReadStructBeginAsync(CancellationToken cancellationToken = default) => Reader.ReadStructBeginAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task ReadStructEndAsync(CancellationToken cancellationToken = default) => Reader.ReadStructEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<TField> ReadFieldBeginAsync(CancellationToken cancellationToken = default) => Reader.ReadFieldBeginAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task ReadFieldEndAsync(CancellationToken cancellationToken = default) => Reader.ReadFieldEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<TMap> ReadMapBeginAsync(CancellationToken cancellationToken = default) => Reader.ReadMapBeginAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task ReadMapEndAsync(CancellationToken cancellationToken = default) => Reader.ReadMapEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<TList> ReadListBeginAsync(CancellationToken cancellationToken = default) => Reader.ReadListBeginAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task ReadListEndAsync(CancellationToken cancellationToken = default) => Reader.ReadListEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<TSet> ReadSetBeginAsync(CancellationToken cancellationToken = default) => Reader.ReadSetBeginAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task ReadSetEndAsync(CancellationToken cancellationToken = default) => Reader.ReadSetEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<bool> ReadBoolAsync(CancellationToken cancellationToken = default) => Reader.ReadBoolAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<sbyte> ReadByteAsync(CancellationToken cancellationToken = default) => Reader.ReadByteAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<short> ReadI16Async(CancellationToken cancellationToken = default) => Reader.ReadI16Async(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<int> ReadI32Async(CancellationToken cancellationToken = default) => Reader.ReadI32Async(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<long> ReadI64Async(CancellationToken cancellationToken = default) => Reader.ReadI64Async(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<double> ReadDoubleAsync(CancellationToken cancellationToken = default) => Reader.ReadDoubleAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<string> ReadStringAsync(CancellationToken cancellationToken = default) => Reader.ReadStringAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<byte[]> ReadBinaryAsync(CancellationToken cancellationToken = default) => Reader.ReadBinaryAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<Guid> ReadUuidAsync(CancellationToken cancellationToken = default) => Reader.ReadUuidAsync(cancellationToken);

    /// <inheritdoc/>
    public override int GetMinSerializedSize(TType type) => Reader.GetMinSerializedSize(type);
}
