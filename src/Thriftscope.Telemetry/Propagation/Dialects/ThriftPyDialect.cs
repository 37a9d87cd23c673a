namespace Thriftscope.Telemetry;

/// <summary>
/// The dialect of ThriftPy's tracking: a struct before each message of a connection that was upgraded to it, with the propagator's keys in
/// its meta. https://github.com/Thriftpy/thriftpy2/tree/master/thriftpy2/contrib/tracking.
/// </summary>
internal sealed class ThriftPyDialect() : ThriftContextDialect("thriftpy")
{
    public override bool IsWritable => true;
}
