using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Thriftscope.Idl;

namespace Thriftscope.Generator;

/// <summary>A place in a <c>.thrift</c> file, as the compiler has it.</summary>
internal sealed record SourcePlace(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static SourcePlace Of(SourceLocation location)
    {
        LinePosition start = new(Math.Max(0, location.Line - 1), Math.Max(0, location.Column - 1));
        LinePosition end = new(start.Line, start.Character + location.Length);
        return new SourcePlace(location.File, new TextSpan(location.Position, location.Length), new LinePositionSpan(start, end));
    }

    /// <summary>The beginning of a file, for what is said of it as a whole.</summary>
    public static SourcePlace Start(string path) => Of(new SourceLocation(path, 1, 1, 0, 0));

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
