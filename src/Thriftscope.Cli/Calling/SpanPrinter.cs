using System.Diagnostics;
using System.Globalization;

namespace Thriftscope.Cli.Calling;

/// <summary>Prints a span with its attributes and phases.</summary>
internal static class SpanPrinter
{
    public static void Print(TextWriter output, Activity span)
    {
        output.WriteLine($"{span.DisplayName} {span.Kind.ToString().ToUpperInvariant()} {Durations.Format(span.Duration)}");
        output.WriteLine($"  traceparent: {span.Id}");
        if (span.ParentSpanId != default)
            output.WriteLine($"  parent: {span.ParentSpanId}");
        foreach ((string key, object? value) in span.TagObjects)
        {
            string text = value is double seconds && SpanPhases.IsPhase(key)
                ? Durations.Format(TimeSpan.FromSeconds(seconds))
                : string.Create(CultureInfo.InvariantCulture, $"{value}");
            output.WriteLine($"  {key}: {text}");
        }

        if (span.Status == ActivityStatusCode.Error)
            output.WriteLine($"  status: ERROR {span.StatusDescription}");
    }
}
