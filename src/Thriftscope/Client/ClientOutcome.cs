using Thriftscope.Telemetry;

namespace Thriftscope.Client;

/// <summary>Names what ended a call, for telemetry.</summary>
internal static class ClientOutcome
{
    public static CallOutcome Of(Exception exception) => exception switch
    {
        ThriftDeclaredException e => CallOutcome.Declared(e.Name, e),
        ThriftApplicationException e => CallOutcome.ApplicationError((int)e.Error, e),
        ThriftTransportException e => CallOutcome.Failed(e.ErrorType, e),
        ThriftProtocolException => CallOutcome.Failed(ErrorTypes.ProtocolError, exception),
        OperationCanceledException => CallOutcome.Failed(ErrorTypes.Cancelled, exception),
        _ => CallOutcome.Failed(exception.GetType().FullName ?? exception.GetType().Name, exception),
    };
}
