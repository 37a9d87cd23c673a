using Thrift;
using Thrift.Protocol.Entities;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Differential;

/// <summary>The numbers that go over the wire, and the defaults, against the ApacheThrift package.</summary>
public class NumberTests
{
    [Fact]
    public void Types_have_Apaches_numbers() =>
        Enum.GetValues<ThriftType>().Select(t => (int)t).ShouldBe(Enum.GetValues<TType>().Select(t => (int)t));

    [Fact]
    public void Types_of_messages_have_Apaches_numbers() =>
        Enum.GetValues<MessageType>().Select(t => ($"{t}", (int)t)).ShouldBe(Enum.GetValues<TMessageType>().Select(t => ($"{t}", (int)t)));

    [Fact]
    public void Types_of_application_exceptions_have_Apaches_names_and_numbers() =>
        Enum.GetValues<ThriftApplicationError>().Select(t => ($"{t}", (int)t))
            .ShouldBe(Enum.GetValues<TApplicationException.ExceptionType>().Select(t => ($"{t}", (int)t)));

    [Fact]
    public void Limits_have_Apaches_defaults()
    {
        TConfiguration apaches = new();

        (ThriftLimits.Default.MaxMessageSize, ThriftLimits.Default.MaxFrameSize, ThriftLimits.Default.MaxDepth)
            .ShouldBe((apaches.MaxMessageSize, apaches.MaxFrameSize, apaches.RecursionLimit));
    }
}
