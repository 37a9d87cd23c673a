namespace Thriftscope.Telemetry;

/// <summary>
/// The dialect of Finagle's TTwitter: ids in a struct before each message of a connection that was upgraded to it.
/// https://github.com/twitter/finagle/blob/develop/finagle-thrift/src/main/thrift/tracing.thrift.
/// </summary>
internal sealed class FinagleDialect() : ThriftContextDialect("finagle")
{
    public override bool IsWritable => true;
}
