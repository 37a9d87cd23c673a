namespace Thriftscope.Wire;

/// <summary>Reads a message, whatever its protocol: called with the reader that it needs, so that the code is specialised for each.</summary>
/// <typeparam name="TResult">What is read.</typeparam>
internal interface IMessageVisitor<TResult>
{
    /// <summary>Reads the message, from its head on.</summary>
    TResult Visit<TReader>(ref TReader reader)
        where TReader : IThriftReader, allows ref struct;
}
