using System.Diagnostics.Metrics;
using System.Text;
using System.Text.RegularExpressions;

namespace Thriftscope.MetricsTable;

/// <summary>What the document says.</summary>
internal static partial class Document
{
    private static readonly (string Title, string[] Meters, string Introduction)[] Sections =
    [
        ("Calls and connections", ["Thriftscope"], "Recorded by `AddThriftInstrumentation()` and `ThriftTelemetry.Start`."),
        ("Phases of calls", ["Thriftscope.Phases"], "Recorded with the option `RecordPhases`: up to six for each call are not free."),
        (
            "Use of resources",
            ["System.Runtime"],
            "Of .NET itself. `ThriftTelemetry.Start` records it; an application adds `.AddMeter(\"System.Runtime\")`."),
        (
            "What was lost on the way to a back end",
            ["otel.sdk.experimental", "Thriftscope.Export", "Thriftscope.StatsD"],
            "`ThriftTelemetry.Start` records it, the last with StatsD; all show in every back end. With an `error.type`, or a `reason`, it was lost."),
    ];

    public static IReadOnlyCollection<string> Meters => [.. Sections.SelectMany(s => s.Meters)];

    public static string Write(IReadOnlyDictionary<Instrument, SortedSet<string>> instruments, string scrape)
    {
        HashSet<string> families = [.. Family().Matches(scrape).Select(m => m.Groups[1].Value)];
        StringBuilder text = new("""
            # Metrics

            Made by `eng/metrics.sh` from a run with calls of every kind: do not edit. [telemetry.md](telemetry.md) says what the attributes
            mean, [backends.md](backends.md) where all of this can be sent.

            """);
        foreach ((string title, string[] meters, string introduction) in Sections)
        {
            string names = string.Join(", ", meters.Select(m => $"`{m}`"));
            _ = text.Append($"""

                ## {title}

                {(meters.Length == 1 ? "Meter" : "Meters")} {names}. {introduction}

                | name | kind, unit | attributes | what it is | in Prometheus |
                | --- | --- | --- | --- | --- |

                """);
            foreach ((Instrument instrument, SortedSet<string> attributes) in instruments
                .Where(i => meters.Contains(i.Key.Meter.Name))
                .OrderBy(i => i.Key.Name, StringComparer.Ordinal))
            {
                string tags = string.Join(", ", attributes.Select(a => $"`{a}`"));
                _ = text.Append($"| `{instrument.Name}` | {Kind(instrument)}, {instrument.Unit} | {tags} | {instrument.Description} | `{InPrometheus(instrument)}` |\n");
            }
        }

        return text.ToString().ReplaceLineEndings("\n");

        string InPrometheus(Instrument instrument)
        {
            string name = instrument.Name.Replace('.', '_');
            return families.SingleOrDefault(f => f == name || Suffix().Replace(f, "") == name)
                ?? throw new InvalidOperationException($"Prometheus does not see {instrument.Name}.");
        }
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => "counter",
        "UpDownCounter" or "ObservableUpDownCounter" => "up-down counter",
        "Gauge" or "ObservableGauge" => "gauge",
        _ => "histogram",
    };

    [GeneratedRegex("^# TYPE ([^ ]+) ", RegexOptions.Multiline)]
    private static partial Regex Family();

    // What Prometheus adds: the unit, and that a counter is one.
    [GeneratedRegex("(_seconds|_bytes)?(_total)?$")]
    private static partial Regex Suffix();
}
