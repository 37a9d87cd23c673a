// Writes docs/metrics.md: every metric that Thriftscope leaves, as a run with calls of every kind shows it. eng/metrics.sh runs this.
#:project ../src/Thriftscope.AspNetCore
#:project ../src/Thriftscope.OpenTelemetry
#:property PublishAot=false
#:property NoWarn=CA1050;CA1822;CA1812;CA2007;CA1852

using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Thriftscope;
using Thriftscope.AspNetCore;
using Thriftscope.OpenTelemetry;
using Thriftscope.Telemetry;

string file = args[0];
int port = UnusedPort();
string scrape;
using Seen seen = new("Thriftscope", "Thriftscope.Phases", "System.Runtime");
using (ThriftTelemetry.Start(o =>
{
    o.Instrumentation.RecordPhases = true;
    o.UsePrometheus(port);
}))
{
    await Workload.RunAsync();
    seen.Observe();
    using HttpClient http = new();
    scrape = await http.GetStringAsync($"http://localhost:{port}/metrics");
}

await File.WriteAllTextAsync(file, Document.Write(seen.Instruments, scrape));

static int UnusedPort()
{
    using TcpListener listener = new(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}

/// <summary>Calls that end in every way there is.</summary>
internal static partial class Workload
{
    private const string Idl = """
        exception Refused { 1: string reason }
        service Probe {
          i32 add(1: i32 a, 2: i32 b),
          void fail() throws (1: Refused refused),
          oneway void note(),
        }
        service Newer { void brandNew() }
        """;

    public static async Task RunAsync()
    {
        ThriftModule module = ThriftModule.Load(new StringReader(Idl), "probe");
        await using (ThriftServer server = await module.Service("Probe").ServeAsync("tcp://127.0.0.1:0", new Handler()))
        {
            await using ServiceClient client = module.Service("Probe").CreateClient(server.Endpoint);
            await using ServiceClient newer = module.Service("Newer").CreateClient(server.Endpoint);
            await client.CallAsync("add", 1, 2);
            await client.CallAsync("note");
            await FailAsync(client.CallAsync("fail"));
            await FailAsync(newer.CallAsync("brandNew"));
            // A call of add whose context is none: field 8888, a map with the key traceparent.
            await SendAsync(server, Convert.FromHexString(
                "8001000100000003616464000000010d22b80b0b000000010000000b7472616365706172656e74000000017800"));
            await SendAsync(server, "no message at all"u8.ToArray());
        }
    }

    private static async Task FailAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (ThriftException)
        {
            // As it should.
        }
    }

    private static async Task SendAsync(ThriftServer server, byte[] bytes)
    {
        using TcpClient peer = new();
        await peer.ConnectAsync(IPAddress.Loopback, server.Endpoint.Port!.Value);
        NetworkStream stream = peer.GetStream();
        await stream.WriteAsync(bytes);
        peer.Client.Shutdown(SocketShutdown.Send);
        // Until the server has answered and closed.
        _ = await stream.ReadAtLeastAsync(new byte[1024], 1024, throwOnEndOfStream: false);
    }

    private sealed class Handler
    {
        public int Add(int a, int b) => a + b;

        public void Fail() => throw new InvalidOperationException();

        public void Note()
        {
        }
    }
}

/// <summary>The instruments of some meters, with the attributes that their measurements had.</summary>
internal sealed class Seen : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<Instrument, SortedSet<string>> _instruments = [];

    public Seen(params string[] meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!meters.Contains(instrument.Meter.Name))
                return;
            lock (_gate)
                _instruments.TryAdd(instrument, []);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(instrument, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Add(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, tags));
        _listener.Start();
    }

    public IReadOnlyDictionary<Instrument, SortedSet<string>> Instruments => _instruments;

    public void Observe()
    {
        GC.Collect();
        _listener.RecordObservableInstruments();
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            foreach ((string key, _) in tags)
                _instruments[instrument].Add(key);
        }
    }
}

/// <summary>What the document says.</summary>
internal static partial class Document
{
    public static string Write(IReadOnlyDictionary<Instrument, SortedSet<string>> instruments, string scrape)
    {
        HashSet<string> families = [.. Family().Matches(scrape).Select(m => m.Groups[1].Value)];
        StringBuilder text = new("""
            # Metrics

            Made by `eng/metrics.sh` from a run with calls of every kind: do not edit. [telemetry.md](telemetry.md) says what the attributes
            mean, [backends.md](backends.md) where all of this can be sent.


            """);
        Section(text, "Calls and connections", "Thriftscope", "Recorded by `AddThriftInstrumentation()` and `ThriftTelemetry.Start`.");
        Section(text, "Phases of calls", "Thriftscope.Phases", "Recorded with the option `RecordPhases`: up to six for each call are not free.");
        Section(
            text,
            "Use of resources",
            "System.Runtime",
            "Of .NET itself. `ThriftTelemetry.Start` records it; an application adds `.AddMeter(\"System.Runtime\")`.");
        return text.ToString().ReplaceLineEndings("\n");

        void Section(StringBuilder text, string title, string meter, string introduction)
        {
            text.Append($"""
                ## {title}

                Meter `{meter}`. {introduction}

                | name | kind, unit | attributes | what it is | in Prometheus |
                | --- | --- | --- | --- | --- |

                """);
            foreach ((Instrument instrument, SortedSet<string> attributes) in instruments.Where(i => i.Key.Meter.Name == meter).OrderBy(i => i.Key.Name, StringComparer.Ordinal))
            {
                string tags = string.Join(", ", attributes.Select(a => $"`{a}`"));
                text.Append($"| `{instrument.Name}` | {Kind(instrument)}, {instrument.Unit} | {tags} | {instrument.Description} | `{InPrometheus(instrument)}` |\n");
            }

            text.Append('\n');
        }

        string InPrometheus(Instrument instrument)
        {
            string name = instrument.Name.Replace('.', '_');
            return families.SingleOrDefault(f => f == name || Suffix().Replace(f, "") == name)
                ?? throw new InvalidOperationException($"Nothing was measured by {instrument.Name}.");
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
