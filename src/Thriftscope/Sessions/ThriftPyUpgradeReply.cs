using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Sessions;

/// <summary>What a server of ThriftPy's tracking answers: <c>{1: i32 version}</c>, empty to a client that sent no version.</summary>
internal sealed record ThriftPyUpgradeReply(int? Version) : IMessageBody
{
    /// <summary>The first version in which a header stands before replies too; the newest that there is.</summary>
    public const int ReplyHeaderVersion = 2;

    /// <summary>What is answered to a client that sent this version.</summary>
    public static ThriftPyUpgradeReply To(int? clientVersion) =>
        new(clientVersion is { } version ? Math.Clamp(version, 0, ReplyHeaderVersion) : null);

    /// <summary>Reads the struct. What it does not know, or of another type, it skips.</summary>
    public static ThriftPyUpgradeReply Read<TReader>(ref TReader reader)
        where TReader : IThriftReader, allows ref struct
    {
        int? version = null;
        reader.ReadStructBegin();
        while (reader.ReadFieldBegin(out ThriftType type, out short id))
        {
            if (id == 1 && type == ThriftType.I32)
                version = reader.ReadI32();
            else
                reader.Skip(type);
            reader.ReadFieldEnd();
        }

        reader.ReadStructEnd();
        return new ThriftPyUpgradeReply(version);
    }

    public void Write<TWriter>(ref TWriter writer, ContextCarrier? context)
        where TWriter : IThriftWriter, allows ref struct
    {
        writer.WriteStructBegin();
        if (Version is { } version)
            writer.WriteI32Field(1, "version", version);
        writer.WriteStructEnd();
    }
}
