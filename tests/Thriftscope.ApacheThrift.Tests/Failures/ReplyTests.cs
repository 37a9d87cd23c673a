using System.Diagnostics;
using Thrift;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests.Failures;

/// <summary>What a client makes of the replies that it gets.</summary>
public class ReplyTests
{
    public static TheoryData<ProtocolKind, TApplicationException.ExceptionType, string> ApplicationErrors => new(
        from protocol in Enum.GetValues<ProtocolKind>()
        from error in new (TApplicationException.ExceptionType, string)[]
        {
            (TApplicationException.ExceptionType.Unknown, "UNKNOWN"),
            (TApplicationException.ExceptionType.UnknownMethod, "UNKNOWN_METHOD"),
            (TApplicationException.ExceptionType.InvalidMessageType, "INVALID_MESSAGE_TYPE"),
            (TApplicationException.ExceptionType.WrongMethodName, "WRONG_METHOD_NAME"),
            (TApplicationException.ExceptionType.BadSequenceId, "BAD_SEQUENCE_ID"),
            (TApplicationException.ExceptionType.MissingResult, "MISSING_RESULT"),
            (TApplicationException.ExceptionType.InternalError, "INTERNAL_ERROR"),
            (TApplicationException.ExceptionType.ProtocolError, "PROTOCOL_ERROR"),
            (TApplicationException.ExceptionType.InvalidTransform, "INVALID_TRANSFORM"),
            (TApplicationException.ExceptionType.InvalidProtocol, "INVALID_PROTOCOL"),
            (TApplicationException.ExceptionType.UnsupportedClientType, "UNSUPPORTED_CLIENT_TYPE"),
        }
        select (protocol, error.Item1, error.Item2));

    [Theory]
    [MemberData(nameof(ApplicationErrors))]
    public async Task An_application_exception_is_named_by_its_type(ProtocolKind protocol, TApplicationException.ExceptionType type, string name)
    {
        byte[] reply = await Wire.MessageAsync(protocol, "add", async p =>
        {
            await Wire.TextAsync(p, 1, "what went wrong");
            await Wire.NumberAsync(p, 2, (int)type);
        }, TMessageType.Exception);

        Activity span = await FailAsync(protocol, reply, c => c.add(1, 2));

        span.Tag("rpc.status_code").ShouldBe(name);
        span.Tag("error.type").ShouldBe(name);
        span.Tag("thrift.response.size").ShouldBe((long)reply.Length);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_reply_to_another_call_is_no_success_even_if_the_client_takes_it(ProtocolKind protocol)
    {
        byte[] reply = await Wire.MessageAsync(protocol, "multiply", p => Wire.NumberAsync(p, 0, 42), TMessageType.Reply);
        using Recording recording = new();
        await using ScriptedServer server = new(reply);
        Calculator.Client client = await server.ConnectAsync(recording, protocol);

        (await client.add(1, 2).InTime()).ShouldBe(42);

        Activity span = (await recording.SpansAsync(ActivityKind.Client, 1))[0];
        span.Tag("rpc.status_code").ShouldBe("WRONG_METHOD_NAME");
        span.Status.ShouldBe(ActivityStatusCode.Error);
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_reply_without_a_result_is_a_missing_result(ProtocolKind protocol)
    {
        byte[] reply = await Wire.MessageAsync(protocol, "add", type: TMessageType.Reply);

        Activity span = await FailAsync(protocol, reply, c => c.add(1, 2));

        span.Tag("rpc.status_code").ShouldBe("MISSING_RESULT");
        span.Tag("error.type").ShouldBe("MISSING_RESULT");
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_void_reply_without_a_field_is_a_success(ProtocolKind protocol)
    {
        byte[] reply = await Wire.MessageAsync(protocol, "reset", type: TMessageType.Reply);
        using Recording recording = new();
        Calculator.Client client = NewClient(protocol, reply);
        recording.Instrumentor.Instrument(client);

        await client.reset();

        (await recording.ClientSpanAsync("Calculator/reset")).Tag("rpc.status_code").ShouldBe("OK");
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_declared_exception_is_named_as_in_the_IDL(ProtocolKind protocol)
    {
        byte[] overdrawn = await Wire.MessageAsync(protocol, "divide", p =>
            Wire.FieldAsync(p, TType.Struct, 1, p => Wire.StructAsync(p, p => Wire.NumberAsync(p, 1, 7))), TMessageType.Reply);
        byte[] missing = await Wire.MessageAsync(protocol, "divide", p =>
            Wire.FieldAsync(p, TType.Struct, 2, p => Wire.StructAsync(p, p => Wire.TextAsync(p, 1, "key"))), TMessageType.Reply);

        Activity first = await FailAsync(protocol, overdrawn, c => c.divide(1, 0));
        Activity second = await FailAsync(protocol, missing, c => c.divide(1, 0));

        first.Tag("rpc.status_code").ShouldBe("Overdrawn");
        second.Tag("rpc.status_code").ShouldBe("not_found");
        second.Tag("error.type").ShouldBe("not_found");
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_reply_that_lacks_a_required_field_is_a_failed_call(ProtocolKind protocol)
    {
        byte[] reply = await Wire.MessageAsync(protocol, "divide", p =>
            Wire.FieldAsync(p, TType.Struct, 1, p => Wire.StructAsync(p, fields: null)), TMessageType.Reply);

        Activity span = await FailAsync(protocol, reply, c => c.divide(1, 0));

        span.Tag("rpc.status_code").ShouldNotBe("OK");
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_reply_that_is_garbage_is_a_failed_call(ProtocolKind protocol)
    {
        Activity span = await FailAsync(protocol, [0x47, 0x45, 0x54, 0x20, 0x2f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], c => c.add(1, 2));

        span.Tag("rpc.status_code").ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public async Task A_reply_that_ends_anywhere_is_a_failed_call(ProtocolKind protocol)
    {
        byte[] reply = await Wire.MessageAsync(protocol, "add", p => Wire.NumberAsync(p, 0, 3), TMessageType.Reply);
        for (int length = 0; length < reply.Length; length++)
        {
            Activity span = await FailAsync(protocol, reply[..length], c => c.add(1, 2));

            // Apache's transports count what is left of a message, and may notice before its end; JSON may miss a bracket.
            span.Tag("error.type").ShouldBeOneOf("END_OF_FILE", "MESSAGE_SIZE_LIMIT", "PROTOCOL_ERROR");
        }
    }

    // The same call fails in the same way whether it is observed or not, and leaves one span.
    private static async Task<Activity> FailAsync(ProtocolKind protocol, byte[] reply, Func<Calculator.Client, Task> call)
    {
        Exception expected = await Should.ThrowAsync<Exception>(call(NewClient(protocol, reply)).InTime());
        using Recording recording = new();
        Calculator.Client client = NewClient(protocol, reply);
        recording.Instrumentor.Instrument(client);

        Exception thrown = await Should.ThrowAsync<Exception>(call(client).InTime());

        thrown.ShouldBeOfType(expected.GetType());
        thrown.Message.ShouldBe(expected.Message);
        client.Dispose();
        Activity span = (await recording.SpansAsync(ActivityKind.Client, 1))[0];
        span.Status.ShouldBe(ActivityStatusCode.Error);
        span.Tag("error.type").ShouldNotBeNull();
        await recording.Metrics.SumAsync("thrift.client.active_requests", 0);
        recording.Metrics.Of("rpc.client.call.duration").ShouldHaveSingleItem().Tags["error.type"].ShouldBe(span.Tag("error.type"));
        return span;
    }

    private static Calculator.Client NewClient(ProtocolKind protocol, byte[] reply)
    {
        (TProtocol input, TProtocol output) = Wire.Prepared(protocol, reply);
        return new Calculator.Client(input, output);
    }
}
