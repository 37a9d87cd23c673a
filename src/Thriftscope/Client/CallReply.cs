using Thriftscope.Wire;

namespace Thriftscope.Client;

/// <summary>What a server answered.</summary>
/// <param name="Result">The reply's struct; <see langword="null"/> for a oneway call's, and where there is a failure.</param>
/// <param name="Failure">What the server sent instead of a result.</param>
/// <param name="Decoded">When it was decoded, or when a oneway call was sent, in <see cref="System.Diagnostics.Stopwatch"/> ticks.</param>
/// <param name="Headers">What came with it.</param>
internal readonly record struct CallReply(IMessageBody? Result, ThriftException? Failure, long Decoded, ThriftHeaders? Headers);
