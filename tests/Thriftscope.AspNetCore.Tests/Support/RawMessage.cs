using System.Buffers;
using System.Buffers.Binary;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>Messages as bytes, good ones and others.</summary>
internal static class RawMessage
{
    public static byte[] Call(string method, int sequenceId, params byte[][] arguments) =>
        [.. Head(method, MessageType.Call, sequenceId), .. arguments.SelectMany(a => a), 0];

    public static byte[] Oneway(string method, params byte[][] arguments) =>
        [.. Head(method, MessageType.Oneway, 1), .. arguments.SelectMany(a => a), 0];

    /// <summary>A reply with a string.</summary>
    public static byte[] Reply(string method, int sequenceId, string result) =>
        [.. Head(method, MessageType.Reply, sequenceId), .. Text(0, result), 0];

    public static byte[] Head(string method, MessageType type, int sequenceId)
    {
        ArrayBufferWriter<byte> output = new();
        ThriftBinaryWriter writer = new(output);
        writer.WriteMessageBegin(new MessageHeader(method, type, sequenceId));
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The form without a version, as old clients send it.</summary>
    public static byte[] OldCall(string method, int sequenceId, params byte[][] arguments)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, sequenceId);
        return [0, 0, 0, (byte)method.Length, .. System.Text.Encoding.UTF8.GetBytes(method), 1, .. number, .. arguments.SelectMany(a => a), 0];
    }

    public static byte[] Text(short id, string value)
    {
        ArrayBufferWriter<byte> output = new();
        ThriftBinaryWriter writer = new(output);
        writer.WriteFieldBegin(ThriftType.String, id, "");
        writer.WriteString(value);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Framed(params byte[] message)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, message.Length);
        return [.. length, .. message];
    }
}
