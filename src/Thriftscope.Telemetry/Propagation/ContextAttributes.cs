using System.Diagnostics;

namespace Thriftscope.Telemetry;

/// <summary>Tells on a span of contexts that can be no parent and no link.</summary>
internal static class ContextAttributes
{
    public static void Add(Activity activity, InboundContexts contexts, ThriftContextOptions options)
    {
        foreach ((ThriftContextDialect dialect, string? name, object value) in contexts.Kept)
        {
            if (!options.Reads(dialect))
                continue;
            string key = SemanticConventions.ThriftContextPrefix + dialect.Name + (name is null ? "" : "." + name);
            _ = activity.AddTag(key, value is string text ? PeerText.Bounded(text) : value);
        }
    }
}
