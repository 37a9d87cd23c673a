using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Benchmarks.Contexts;

/// <summary>Requests with the contexts of tracers whose dialects we only read, as they write them.</summary>
internal static class ForeignRequest
{
    public static byte[] OpenTracing() => Encode(
        WireFormat.Framed, new TextMap(OpenTracingDialect.Id, "uber-trace-id", "0af7651916cd43dd8448eb211c80319c:b7ad6b7169203331:0:1"));

    public static byte[] SkyWalking() => Encode(
        WireFormat.Framed, new TextMap(TrailingFieldDialect.Id, "sw8", "1-MWYyZDRiZjQ3YmY3MTFlYWI3OTRhY2RlNDgwMDExMjI=-MWU3YzIwNGE=-3-c2hvcA==-YS0x-L2J1eQ==-MTI3LjAuMC4xOjgw"));

    public static byte[] Pinpoint() => Encode(WireFormat.Framed, new PinpointFields());

    public static byte[] Baseplate(WireFormat format) => Encode(
        format, new ThriftStruct(EncodedRequest.Method.Arguments), new ThriftHeaders { ["Trace"] = "2343462345234523452", ["Span"] = "6345634563456345634", ["Sampled"] = "1" });

    private static byte[] Encode(WireFormat format, IMessageBody arguments, ThriftHeaders? headers = null)
    {
        using MessageBuffer buffer = new();
        _ = MessageCodec.Write(
            buffer, format, ThriftLimits.Default, new MessageHeader(EncodedRequest.Method.Name, MessageType.Call, 1), arguments, headers: headers);
        return buffer.Written.ToArray();
    }

    private sealed class TextMap(short id, string key, string value) : IMessageBody
    {
        public void Write<TWriter>(ref TWriter writer, ContextCarrier? context)
            where TWriter : IThriftWriter, allows ref struct
        {
            writer.WriteStructBegin();
            writer.WriteFieldBegin(ThriftType.Map, id, "");
            writer.WriteMapBegin(ThriftType.String, ThriftType.String, 1);
            writer.WriteString(key);
            writer.WriteString(value);
            writer.WriteMapEnd();
            writer.WriteFieldEnd();
            writer.WriteStructEnd();
        }
    }

    private sealed class PinpointFields : IMessageBody
    {
        public void Write<TWriter>(ref TWriter writer, ContextCarrier? context)
            where TWriter : IThriftWriter, allows ref struct
        {
            writer.WriteStructBegin();
            writer.WriteStringField(short.MinValue, "traceId", "shop^1700000000000^1");
            writer.WriteI64Field(short.MinValue + 1, "spanId", 6345634563456345634);
            writer.WriteI64Field(short.MinValue + 2, "pSpanId", 2343462345234523452);
            writer.WriteBoolField(short.MinValue + 3, "sampled", true);
            writer.WriteI16Field(short.MinValue + 4, "flags", 0);
            writer.WriteStringField(short.MinValue + 5, "pAppName", "gateway");
            writer.WriteI16Field(short.MinValue + 6, "pAppType", 1010);
            writer.WriteStringField(short.MinValue + 7, "host", "127.0.0.1:9090");
            writer.WriteStructEnd();
        }
    }
}
