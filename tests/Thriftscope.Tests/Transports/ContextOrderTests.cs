using System.Buffers;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Transports;

/// <summary>Which context counts when a message has one in its headers and one in its arguments.</summary>
public class ContextOrderTests
{
    private const string Outer = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Inner = "00-11111111111111111111111111111111-2222222222222222-01";

    [Fact]
    public void A_trace_parent_in_the_headers_wins()
    {
        ContextCarrier context = Read(("traceparent", Outer));

        context.Entries.ShouldBe([new("traceparent", Outer)]);
        context.Dialect.ShouldBe("theader");
    }

    [Theory]
    [InlineData("b3", "1-2-1")]
    [InlineData("uber-trace-id", "1:2:0:1")]
    public void Another_form_in_the_headers_gives_way(string key, string value)
    {
        ContextCarrier context = Read((key, value));

        context.Entries.ShouldBe([new("traceparent", Inner)]);
        context.Dialect.ShouldBe("trailing_field");
    }

    [Fact]
    public void Without_a_context_in_the_headers_the_field_counts()
    {
        ContextCarrier context = Read(("color", "red"));

        context.Entries.ShouldBe([new("traceparent", Inner)]);
        context.Dialect.ShouldBe("trailing_field");
    }

    [Fact]
    public void A_map_of_the_users_own_does_not_disturb_the_headers_context()
    {
        ContextCarrier context = Read("b3", "color", "red");

        context.Entries.ShouldBe([new("b3", "1")]);
        context.Dialect.ShouldBe("theader");
    }

    private static ContextCarrier Read((string Key, string Value) header) => Read(header, ("traceparent", Inner));

    private static ContextCarrier Read(string header, string key, string value) => Read((header, "1"), (key, value));

    private static ContextCarrier Read((string Key, string Value) header, (string Key, string Value) field)
    {
        ContextCarrier written = new();
        written.Set(field.Key, field.Value);
        ThriftStruct body = Idl.S("1: i32 a");
        ArrayBufferWriter<byte> output = new();
        ThriftBinaryWriter writer = new(output);
        body.Schema.Write(ref writer, body, written);
        writer.Flush();

        ContextCarrier read = new();
        ContextHeaders.Extract(new ThriftHeaders { [header.Key] = header.Value }, HeaderFormat.Header, read);
        ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(output.WrittenMemory));
        _ = body.Schema.Read(ref reader, read);
        return read;
    }
}
