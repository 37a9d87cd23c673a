namespace Thriftscope.Telemetry;

/// <summary>The numbers that Thrift has for the types of fields that carry a context.</summary>
internal static class FieldTypes
{
    public const int Bool = 2;
    public const int I16 = 6;
    public const int I64 = 10;
    public const int String = 11;
    public const int Map = 13;
}
