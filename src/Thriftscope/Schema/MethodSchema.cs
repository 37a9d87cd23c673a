using Thriftscope.Client;
using Thriftscope.Wire;

namespace Thriftscope.Schema;

/// <summary>A method of a service.</summary>
public sealed class MethodSchema : ICallable
{
    internal MethodSchema(string name, bool isOneway, StructSchema arguments, TypeSchema? returnType, StructSchema result, bool isIdempotent = false)
    {
        Name = name;
        IsOneway = isOneway;
        Arguments = arguments;
        ReturnType = returnType;
        Result = result;
        IsIdempotent = isIdempotent;
    }

    /// <summary>The name as the IDL writes it.</summary>
    public string Name { get; }

    /// <summary>Whether the caller gets no reply.</summary>
    public bool IsOneway { get; }

    /// <summary>
    /// Whether the IDL says that calling twice does no more than calling once, so that a call without an answer may be tried again: the
    /// method is annotated with <c>(idempotent)</c>, and not with <c>(idempotent = "false")</c>.
    /// </summary>
    public bool IsIdempotent { get; }

    /// <summary>The arguments, as a struct.</summary>
    public StructSchema Arguments { get; }

    /// <summary>The type of the result, or <see langword="null"/> for <c>void</c>.</summary>
    public TypeSchema? ReturnType { get; }

    /// <summary>The declared exceptions.</summary>
    public IEnumerable<FieldSchema> Exceptions => Result.Fields.Where(f => f.Id != 0);

    /// <summary>The reply's struct: field 0 is the result, every other a declared exception.</summary>
    internal StructSchema Result { get; }

    MethodSchema ICallable.Schema => this;

    IMessageBody ICallable.ReadReply<TReader>(ref TReader reader) => Result.ReadValue(ref reader);

    ThriftProtocolException ICallable.Locate(ThriftProtocolException failure, in WireMessage reply, ThriftLimits limits) => failure;

    object? ICallable.ResultOf(IMessageBody reply)
    {
        ThriftStruct values = (ThriftStruct)reply;
        FieldSchema? outcome = null;
        foreach (FieldSchema field in Result.Fields)
        {
            if (values.Slots[field.Index].IsSet)
            {
                outcome = field;
                break;
            }
        }

        if (outcome is null)
            return ReturnType is null ? null : throw ThriftApplicationException.NoResult(Name);
        object value = values.Get(outcome)!;
        return outcome.Id == 0 ? value : throw new ThriftDeclaredException((ThriftStruct)value);
    }

    object? ICallable.Convert(object? result) => result;

    /// <summary>The method as the IDL writes it.</summary>
    public override string ToString() =>
        $"{(IsOneway ? "oneway " : "")}{ReturnType?.Name ?? "void"} {Name}({string.Join(", ", Arguments.Fields)})";
}
