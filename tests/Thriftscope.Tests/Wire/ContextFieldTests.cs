using System.Buffers;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Wire;

/// <summary>The fields of a request that carry contexts, which its IDL does not know.</summary>
public sealed class ContextFieldTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Jaeger = "af7651916cd43dd8448eb211c80319c:b7ad6b7169203331:0:1";
    private const string SkyWalking = "1-dHJhY2U=-c2VnbWVudA==-3-c2VydmljZQ==-aW5zdGFuY2U=-ZW5kcG9pbnQ=-YWRkcmVzcw==";

    private static readonly ThriftModule Module = ThriftModule.Load(
        new StringReader("struct Inner { 1: string text } struct Arguments { 1: i32 number, 2: Inner inner, 3: list<Inner> inners }"), "fields");

    private static readonly ThriftModule Unknowing = ThriftModule.Load(new StringReader("struct Arguments { 1: i32 number }"), "unknowing");

    public static TheoryData<ThriftProtocol> Protocols => [ThriftProtocol.Binary, ThriftProtocol.Compact, ThriftProtocol.Json];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Maps_among_the_arguments_are_read_and_reach_nobody(ThriftProtocol protocol)
    {
        (ThriftStruct arguments, InboundContexts contexts) = Read(protocol, new Fields(
            [new(3333, [new("uber-trace-id", Jaeger)]), new(8888, [new("traceparent", Parent), new("sw8", SkyWalking)])]));

        contexts.Find(ThriftContextDialects.TrailingField)!.Get("traceparent").ShouldBe(Parent);
        contexts.Find(ThriftContextDialects.OpenTracing)!.Get("uber-trace-id").ShouldBe(Jaeger);
        contexts.Kept.ShouldBe([(ThriftContextDialects.SkyWalking, null, SkyWalking)]);
        arguments.ToString().ShouldBe("Arguments{number=7, inner=Inner{text=\"a\"}, inners=[Inner{text=\"a\"}]}");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Deeper_ones_are_read_of_those_who_write_there(ThriftProtocol protocol)
    {
        (ThriftStruct arguments, InboundContexts contexts) = Read(protocol, new Fields(
            [], [new(3333, [new("uber-trace-id", Jaeger)]), new(8888, [new("traceparent", Parent)]), new(8888, [new("sw8", SkyWalking)])]));

        contexts.Find(ThriftContextDialects.TrailingField).ShouldBeNull();
        contexts.Find(ThriftContextDialects.OpenTracing)!.Get("uber-trace-id").ShouldBe(Jaeger);
        contexts.Kept.ShouldHaveSingleItem().Value.ShouldBe(SkyWalking);
        arguments.ToString().ShouldNotContain("8888");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void They_are_read_within_structs_that_the_idl_does_not_know_either(ThriftProtocol protocol)
    {
        InboundContexts contexts = Read(protocol, new Fields([], [new(3333, [new("uber-trace-id", Jaeger)])]), Unknowing).Contexts;

        contexts.Find(ThriftContextDialects.OpenTracing)!.Get("uber-trace-id").ShouldBe(Jaeger);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void The_first_field_counts_and_a_map_of_the_users_own_is_none(ThriftProtocol protocol)
    {
        InboundContexts contexts = Read(protocol, new Fields(
            [new(8888, [new("color", "red")]), new(8888, [new("traceparent", Parent)]), new(8888, [new("traceparent", "second")]), new(3333, [])])).Contexts;

        contexts.Contexts.ShouldHaveSingleItem().Carrier.Get("traceparent").ShouldBe(Parent);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void More_than_is_read_of_a_context_is_skipped_and_told_of(ThriftProtocol protocol)
    {
        (ThriftStruct arguments, InboundContexts contexts) = Read(protocol, new Fields(
            [
                new(8888, [new("traceparent", Parent), new("baggage", new string('x', 9000))]),
                new(3333, [new("traceparent", Parent), .. Enumerable.Range(0, 100).Select(i => KeyValuePair.Create($"{i}", ""))]),
            ]));

        contexts.Contexts.ShouldBeEmpty();
        contexts.Dropped.ShouldBe([(ThriftContextDialects.TrailingField, "too_large"), (ThriftContextDialects.OpenTracing, "too_large")]);
        arguments["number"].ShouldBe(7);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Pinpoints_fields_are_kept(ThriftProtocol protocol)
    {
        InboundContexts contexts = Read(protocol, new Fields([], [], Pinpoint: true)).Contexts;

        contexts.Kept.Select(k => (k.Dialect.Name, k.Name, k.Value)).ShouldBe(
        [
            ("pinpoint", "trace_id", "agent^1700000000000^1"), ("pinpoint", "span_id", -5L), ("pinpoint", "parent_span_id", 6L), ("pinpoint", "sampled", true),
            ("pinpoint", "flags", (short)0), ("pinpoint", "parent_application_name", "shop"), ("pinpoint", "parent_application_type", (short)1010), ("pinpoint", "host", "shop:9090"),
        ]);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Fields_of_other_types_are_skipped(ThriftProtocol protocol)
    {
        (ThriftStruct arguments, InboundContexts contexts) = Read(protocol, new Fields([], [], WrongTypes: true));

        contexts.IsEmpty.ShouldBeTrue();
        arguments["number"].ShouldBe(7);
    }

    [Fact]
    public void A_request_with_very_many_fields_that_might_be_contexts_is_not_searched_to_its_end()
    {
        Map[] many = [.. Enumerable.Repeat(new Map(8888, [new("color", "red")]), 40), new(8888, [new("sw8", SkyWalking)])];

        Read(ThriftProtocol.Compact, new Fields(many)).Contexts.IsEmpty.ShouldBeTrue();
        Read(ThriftProtocol.Compact, new Fields(many[20..])).Contexts.Kept.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_large_map_of_the_users_own_stays_one_whatever_its_keys()
    {
        InboundContexts contexts = new();

        ContextFields.TryTake(new(Enumerable.Range(0, 101).ToDictionary(i => i == 50 ? "baggage" : $"{i}", _ => "")), contexts).ShouldBeFalse();
        ContextFields.TryTake(new() { ["color"] = "red" }, contexts).ShouldBeFalse();
        ContextFields.TryTake(new() { ["traceparent"] = Parent }, contexts).ShouldBeTrue();
    }

    [Fact]
    public void Outside_of_a_request_nothing_is_collected()
    {
        ContextFields.Collect(null);
        ArrayBufferWriter<byte> bytes = new();
        Write(bytes, ThriftProtocol.Binary, new Fields([new(3333, [new("uber-trace-id", Jaeger)])], [new(3333, [new("uber-trace-id", Jaeger)])]));

        Encoding.Decode(Module.Struct("Arguments"), new ReadOnlySequence<byte>(bytes.WrittenMemory), protocol: ThriftProtocol.Binary)["number"].ShouldBe(7);
    }

    private static (ThriftStruct Arguments, InboundContexts Contexts) Read(ThriftProtocol protocol, Fields fields, ThriftModule? module = null)
    {
        ArrayBufferWriter<byte> bytes = new();
        Write(bytes, protocol, fields);
        InboundContexts contexts = new();
        ContextFields.Collect(contexts);
        try
        {
            return (Encoding.ReadWithContext((module ?? Module).Struct("Arguments"), new ReadOnlySequence<byte>(bytes.WrittenMemory), contexts, protocol), contexts);
        }
        finally
        {
            ContextFields.Collect(null);
        }
    }

    private static void Write(IBufferWriter<byte> bytes, ThriftProtocol protocol, Fields fields)
    {
        switch (protocol)
        {
            case ThriftProtocol.Binary:
                ThriftBinaryWriter binary = new(bytes);
                Write(ref binary, fields);
                binary.Flush();
                break;
            case ThriftProtocol.Compact:
                ThriftCompactWriter compact = new(bytes);
                Write(ref compact, fields);
                compact.Flush();
                break;
            default:
                ThriftJsonWriter json = new(bytes);
                Write(ref json, fields);
                json.Flush();
                break;
        }
    }

    private static void Write<TWriter>(ref TWriter writer, Fields fields)
        where TWriter : IThriftWriter, allows ref struct
    {
        writer.WriteStructBegin();
        writer.WriteFieldBegin(ThriftType.I32, 1, "number");
        writer.WriteI32(7);
        writer.WriteFieldEnd();
        writer.WriteFieldBegin(ThriftType.Struct, 2, "inner");
        WriteInner(ref writer, fields.Inner ?? []);
        writer.WriteFieldEnd();
        writer.WriteFieldBegin(ThriftType.List, 3, "inners");
        writer.WriteListBegin(ThriftType.Struct, 1);
        WriteInner(ref writer, fields.Inner ?? []);
        writer.WriteListEnd();
        writer.WriteFieldEnd();
        WriteMaps(ref writer, fields.Outer);
        if (fields.Pinpoint)
            WritePinpoint(ref writer);
        if (fields.WrongTypes)
        {
            foreach (short id in (short[])[8888, 3333, short.MinValue, short.MinValue + 3])
            {
                writer.WriteFieldBegin(ThriftType.Double, id, "");
                writer.WriteDouble(1);
                writer.WriteFieldEnd();
            }

            writer.WriteFieldBegin(ThriftType.Map, 8888, "");
            writer.WriteMapBegin(ThriftType.I32, ThriftType.String, 1);
            writer.WriteI32(1);
            writer.WriteString("traceparent");
            writer.WriteMapEnd();
            writer.WriteFieldEnd();
        }

        writer.WriteStructEnd();
    }

    private static void WriteInner<TWriter>(ref TWriter writer, Map[] maps)
        where TWriter : IThriftWriter, allows ref struct
    {
        writer.WriteStructBegin();
        writer.WriteFieldBegin(ThriftType.String, 1, "text");
        writer.WriteString("a");
        writer.WriteFieldEnd();
        WriteMaps(ref writer, maps);
        writer.WriteStructEnd();
    }

    private static void WriteMaps<TWriter>(ref TWriter writer, Map[] maps)
        where TWriter : IThriftWriter, allows ref struct
    {
        foreach ((short id, KeyValuePair<string, string>[] entries) in maps)
        {
            writer.WriteFieldBegin(ThriftType.Map, id, "");
            writer.WriteMapBegin(ThriftType.String, ThriftType.String, entries.Length);
            foreach ((string key, string value) in entries)
            {
                writer.WriteString(key);
                writer.WriteString(value);
            }

            writer.WriteMapEnd();
            writer.WriteFieldEnd();
        }
    }

    private static void WritePinpoint<TWriter>(ref TWriter writer)
        where TWriter : IThriftWriter, allows ref struct
    {
        short id = short.MinValue;
        foreach (object value in (object[])["agent^1700000000000^1", -5L, 6L, true, (short)0, "shop", (short)1010, "shop:9090"])
        {
            ThriftType type = value switch { string => ThriftType.String, long => ThriftType.I64, bool => ThriftType.Bool, _ => ThriftType.I16 };
            writer.WriteFieldBegin(type, id++, "");
            if (value is string text)
                writer.WriteString(text);
            else if (value is long number)
                writer.WriteI64(number);
            else if (value is bool flag)
                writer.WriteBool(flag);
            else
                writer.WriteI16((short)value);
            writer.WriteFieldEnd();
        }
    }

    private sealed record Map(short Id, KeyValuePair<string, string>[] Entries);

    private sealed record Fields(Map[] Outer, Map[]? Inner = null, bool Pinpoint = false, bool WrongTypes = false);
}
