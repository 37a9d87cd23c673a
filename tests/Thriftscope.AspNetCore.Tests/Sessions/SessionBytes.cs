using System.Buffers.Binary;
using System.Text;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Wire;

namespace Thriftscope.AspNetCore.Tests.Sessions;

/// <summary>What the dialects of sessions write, byte by byte, in the binary protocol.</summary>
internal static class SessionBytes
{
    public const string ThriftPyProbeName = "__thriftpy_tracing_method_name__v2";
    public const string FinagleProbeName = "__can__finagle__trace__v3__";

    public static byte[] ThriftPyProbe(int? version, string name = ThriftPyProbeName, string? appId = null, int sequenceId = 0) =>
        RawMessage.Call(name, sequenceId, appId is null ? [] : RawMessage.Text(1, appId), version is { } v ? I32(2, v) : []);

    public static byte[] ThriftPyAnswer(int? version, string name = ThriftPyProbeName, int sequenceId = 0) =>
        [.. RawMessage.Head(name, MessageType.Reply, sequenceId), .. version is { } v ? I32(1, v) : [], 0];

    public static byte[] RequestHeader(string requestId, string seq, params (string Key, string Value)[] meta) =>
        [.. RawMessage.Text(1, requestId), .. RawMessage.Text(2, seq), .. TextMap(3, meta), 0];

    public static byte[] ResponseHeader(params (string Key, string Value)[] meta) => [.. TextMap(1, meta), 0];

    public static byte[] TextMap(short id, params (string Key, string Value)[] entries) =>
        [13, .. I16(id), 11, 11, .. I32(entries.Length), .. entries.SelectMany(e => (byte[])[.. Text(e.Key), .. Text(e.Value)])];

    public static byte[] FinagleProbe(string name = FinagleProbeName) => RawMessage.Call(name, 0);

    public static byte[] FinagleAnswer(string name = FinagleProbeName) => [.. RawMessage.Head(name, MessageType.Reply, 0), 0];

    public static byte[] FinagleContext(string key, byte[] value) => [11, 0, 1, .. Text(key), 11, 0, 2, .. I32(value.Length), .. value, 0];

    public static byte[] I32(short id, int value) => [8, .. I16(id), .. I32(value)];

    public static byte[] I64(short id, ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return [10, .. I16(id), .. bytes];
    }

    public static byte[] Bool(short id, bool value) => [2, .. I16(id), (byte)(value ? 1 : 0)];

    public static byte[] List(short id, params byte[][] structs) => [15, .. I16(id), 12, .. I32(structs.Length), .. structs.SelectMany(s => s)];

    public static byte[] I16(short value) => [(byte)(value >> 8), (byte)value];

    public static byte[] I32(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Text(string text) => [.. I32(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];
}
