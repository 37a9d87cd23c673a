using System.Buffers.Binary;
using Thrift;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport.Client;
using Thriftscope.ApacheThrift.Tests.Rigs;

namespace Thriftscope.ApacheThrift.Tests.Headers;

/// <summary>Frames of THeader, in memory.</summary>
internal static class HeaderWire
{
    public static ProtocolKind KindOf(THeaderSubprotocol protocol) => protocol == THeaderSubprotocol.Compact ? ProtocolKind.Compact : ProtocolKind.Binary;

    /// <summary>A frame as its specification has it, put together by hand.</summary>
    public static byte[] Frame(byte[] block, byte[] payload, int sequenceId = 1, ushort flags = 0)
    {
        byte[] padded = [.. block, .. new byte[(4 - (block.Length % 4)) % 4]];
        byte[] frame = [.. new byte[14], .. padded, .. payload];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(4), 0x0FFF);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(6), flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(8), sequenceId);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), (ushort)(padded.Length / 4));
        return frame;
    }

    public static byte[] Framed(byte[] message)
    {
        byte[] frame = [.. new byte[4], .. message];
        BinaryPrimitives.WriteInt32BigEndian(frame, message.Length);
        return frame;
    }

    public static byte[] Text(string text) => [(byte)text.Length, .. System.Text.Encoding.UTF8.GetBytes(text)];

    /// <summary>A protocol that reads these bytes, and the transport that it writes to.</summary>
    public static (THeaderProtocol Protocol, TMemoryBufferTransport Written) Reader(byte[] bytes, THeaderOptions? options = null, TConfiguration? limits = null)
    {
        Duplex duplex = new(bytes, limits ?? new TConfiguration());
        return (new THeaderProtocol(new THeaderTransport(duplex, options)), duplex.Output);
    }

    /// <summary>A request as a client writes it.</summary>
    public static async Task<byte[]> RequestAsync(string method, THeaderOptions? options = null, int seqId = 1, params (string Key, string Value)[] headers)
    {
        (THeaderProtocol protocol, TMemoryBufferTransport written) = Reader([], options);
        foreach ((string key, string value) in headers)
            protocol.HeaderTransport.SetHeader(key, value);
        await protocol.WriteMessageBeginAsync(new TMessage(method, TMessageType.Call, seqId));
        await Wire.StructAsync(protocol, fields: null);
        await protocol.WriteMessageEndAsync();
        await protocol.Transport.FlushAsync(CancellationToken.None);
        return written.GetBuffer();
    }

    /// <summary>Reads a whole message without looking at its fields.</summary>
    public static async Task<TMessage> ReadAsync(TProtocol protocol)
    {
        TMessage message = await protocol.ReadMessageBeginAsync();
        await Thrift.Protocol.Utilities.TProtocolUtil.SkipAsync(protocol, TType.Struct, CancellationToken.None);
        await protocol.ReadMessageEndAsync();
        return message;
    }
}
