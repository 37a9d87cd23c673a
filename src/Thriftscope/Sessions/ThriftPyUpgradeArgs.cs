using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Sessions;

/// <summary>What a client of ThriftPy's tracking says of itself: <c>{1: string app_id, 2: i32 version}</c>.</summary>
internal sealed record ThriftPyUpgradeArgs(string? AppId, int? Version) : IMessageBody
{
    /// <summary>Reads the struct. What it does not know, or of another type, it skips.</summary>
    public static ThriftPyUpgradeArgs Read<TReader>(ref TReader reader)
        where TReader : IThriftReader, allows ref struct
    {
        string? appId = null;
        int? version = null;
        reader.ReadStructBegin();
        while (reader.ReadFieldBegin(out ThriftType type, out short id))
        {
            if (id == 1 && type == ThriftType.String)
                appId = reader.ReadString();
            else if (id == 2 && type == ThriftType.I32)
                version = reader.ReadI32();
            else
                reader.Skip(type);
            reader.ReadFieldEnd();
        }

        reader.ReadStructEnd();
        return new ThriftPyUpgradeArgs(appId, version);
    }

    public void Write<TWriter>(ref TWriter writer, ContextCarrier? context)
        where TWriter : IThriftWriter, allows ref struct
    {
        writer.WriteStructBegin();
        if (AppId is not null)
            writer.WriteStringField(1, "app_id", AppId);
        if (Version is { } version)
            writer.WriteI32Field(2, "version", version);
        writer.WriteStructEnd();
    }
}
