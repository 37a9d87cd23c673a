using System.Diagnostics;

namespace Thriftscope.Client;

/// <summary>The spans that .NET's own HttpClient makes.</summary>
internal static class HttpSpans
{
    // Listeners choose sources by their names: whoever listens to HttpClient's listens to this one, which makes no spans.
    private static readonly ActivitySource Source = new("System.Net.Http");

    public static bool AreListenedTo => Source.HasListeners();
}
