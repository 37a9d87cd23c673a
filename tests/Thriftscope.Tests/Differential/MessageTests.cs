using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Thriftscope.Tests.Random;
using Thriftscope.Wire;

namespace Thriftscope.Tests.Differential;

/// <summary>Whole messages against the ApacheThrift package.</summary>
public class MessageTests
{
    internal static Gen<(MessageHeader Header, RandomCase Case)> Messages =>
        from type in Gen.Elements(MessageType.Call, MessageType.Reply, MessageType.Exception, MessageType.Oneway)
        from name in Gen.Elements("ping", "Service:ping", "", "grüße", new string('n', 1000))
        from sequenceId in Gen.OneOf(ArbMap.Default.GeneratorFor<int>(), Gen.Elements(int.MinValue, int.MaxValue, 0))
        from body in type == MessageType.Reply ? RandomCase.Results : RandomCase.Arguments
        select (new MessageHeader(name, type, sequenceId), body);

    [Fact]
    public void A_message_is_written_as_Apache_writes_it_and_each_reads_what_the_other_wrote() =>
        Properties.ForAll(500, Messages, m =>
        {
            byte[] ours = Encoding.EncodeMessage(m.Header, m.Case.Value);
            byte[] apaches = ApacheProtocol.WriteMessage(m.Header, m.Case.Value);

            Convert.ToHexString(ours).ShouldBe(Convert.ToHexString(apaches));
            Encoding.DecodeMessage(m.Case.Value.Schema, new ReadOnlySequence<byte>(apaches)).ShouldBe((m.Header, m.Case.Value));
            ApacheProtocol.ReadMessage(m.Case.Value.Schema, ours).ShouldBe((m.Header, m.Case.Value));
        });

    [Fact]
    public void A_message_that_Apache_wrote_in_the_old_form_is_read() =>
        Properties.ForAll(300, Messages, m =>
        {
            byte[] old = ApacheProtocol.WriteMessage(m.Header, m.Case.Value, strict: false);

            Encoding.DecodeMessage(m.Case.Value.Schema, new ReadOnlySequence<byte>(old)).ShouldBe((m.Header, m.Case.Value));
            Encoding.DecodeMessage(m.Case.Value.Schema, Segments.CutEverywhere(old)).ShouldBe((m.Header, m.Case.Value));
        });

    [Fact]
    public void An_application_exception_is_what_Apache_reads()
    {
        using MessageBuffer buffer = new();
        _ = MessageCodec.WriteException(buffer, WireFormat.Unframed, new MessageHeader("ping", MessageType.Call, 7), ThriftApplicationError.MissingResult, "nothing there");
        Schema.StructSchema schema = Idl.Load("exception TApplicationException { 1: string message, 2: i32 type }").Struct("TApplicationException");

        (MessageHeader header, ThriftStruct body) = ApacheProtocol.ReadMessage(schema, buffer.Written.ToArray());

        header.ShouldBe(new MessageHeader("ping", MessageType.Exception, 7));
        body.ToString().ShouldBe("TApplicationException{message=\"nothing there\", type=5}");
    }
}
