namespace Thriftscope.Telemetry;

/// <summary>What is wrong with a header block. The caller makes its own exception of it.</summary>
/// <param name="Fault">The kind of problem.</param>
/// <param name="Message">What was expected and what was found.</param>
/// <param name="Offset">The byte behind the frame's length where it was seen.</param>
internal readonly record struct HeaderProblem(HeaderFault Fault, string Message, int Offset);

/// <summary>The kinds of problem with a header block.</summary>
internal enum HeaderFault
{
    /// <summary>A mark, number or text that the format does not have.</summary>
    Invalid,

    /// <summary>Something ends behind the end of what holds it.</summary>
    Truncated,

    /// <summary>Something is over a limit.</summary>
    TooLarge,
}
