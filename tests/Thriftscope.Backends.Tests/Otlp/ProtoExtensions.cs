using Google.Protobuf;
using Thriftscope.Backends.Tests.Otlp.Proto;

namespace Thriftscope.Backends.Tests.Otlp;

internal static class ProtoExtensions
{
    /// <summary>An id as it is written elsewhere.</summary>
    public static string Hex(this ByteString id) => Convert.ToHexStringLower(id.Span);

    /// <summary>The text of an attribute, whatever its type; <see langword="null"/> where it is missing.</summary>
    public static string? Text(this IEnumerable<KeyValue> attributes, string key) =>
        attributes.FirstOrDefault(a => a.Key == key)?.Value is not { } value
            ? null
            : value.ValueCase switch
            {
                AnyValue.ValueOneofCase.StringValue => value.StringValue,
                AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(),
                AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(),
                AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
                _ => value.ToString(),
            };
}
