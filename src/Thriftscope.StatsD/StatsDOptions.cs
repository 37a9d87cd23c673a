using Thriftscope.StatsD.Lines;
using Thriftscope.StatsD.Transport;

namespace Thriftscope.StatsD;

/// <summary>What a <see cref="StatsDReporter"/> sends, how, and where to.</summary>
public sealed class StatsDOptions
{
    /// <summary>
    /// The daemon: <c>host:port</c> or <c>udp://host:port</c>, <c>tcp://host:port</c>, or <c>unix:///path</c>, a datagram socket.
    /// Without a port, 8125. By default the host and the port in the environment variables <c>STATSD_HOST</c> and
    /// <c>STATSD_PORT</c>, and <c>localhost:8125</c> where they are not set.
    /// </summary>
    public string Endpoint { get; set; } = DefaultEndpoint();

    /// <summary>The meters that are reported; a <c>*</c> stands for any text. Upper and lower case are the same.</summary>
    public IList<string> Meters { get; } = ["Thriftscope", StatsDReporter.MeterName, "System.Runtime"];

    /// <summary>What every name begins with, such as <c>shop.</c>. By default that of the variable <c>STATSD_PREFIX</c>.</summary>
    public string Prefix { get; set; } = Environment.GetEnvironmentVariable("STATSD_PREFIX") ?? "";

    /// <summary>
    /// How names are made: <c>{name}</c> stands for the instrument's name, <c>{rpc.method}</c> and the like for the value of a tag,
    /// and <c>{tags}</c> for the values of all tags that are not named: <c>rpc.method</c>, <c>rpc.status_code</c>, then the others in
    /// the order of their keys. A tag that a measurement does not have leaves its level out. By default <c>{name}.{tags}</c> where the
    /// format has no tags, and <c>{name}</c> where it has them. A tag that is part of the name is not sent as a tag again.
    /// </summary>
    public string? NameTemplate { get; set; }

    /// <summary>How tags are written.</summary>
    public StatsDTagFormat TagFormat { get; set; }

    /// <summary>Tags of everything that is sent, such as <c>env</c>. A tag of the measurement with the same key goes before.</summary>
    public IDictionary<string, string> Tags { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the measurements of histograms are sent as.</summary>
    public StatsDHistogramType HistogramType { get; set; }

    /// <summary>
    /// The share of the measurements of histograms that is sent, above 0 and up to 1; the daemon is told. Everything else is
    /// added up here and needs no sampling.
    /// </summary>
    public double SampleRate { get; set; } = 1;

    /// <summary>
    /// How often sums and gauges are sent, and observable instruments asked: 1 second by default, from 1 millisecond to an hour.
    /// Shorter than the daemon's own interval, so that each of those has its share.
    /// </summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The most bytes in a packet, from 64 to 65507. The default, 1432, passes through an Ethernet with room for the headers of tunnels;
    /// on the loopback interface and on unix sockets 8192 is better.
    /// </summary>
    public int MaxPacketSize { get; set; } = 1432;

    /// <summary>The most measurements of histograms that wait for their sending. 16 bytes are reserved for each.</summary>
    public int QueueCapacity { get; set; } = 32_768;

    /// <summary>The most sets of tag values that are kept apart, over all instruments. What comes beyond is dropped, and counted.</summary>
    public int MaxSeries { get; set; } = 10_000;

    /// <summary>The longest that disposing the reporter takes, while the daemon does not take what is waiting: 2 seconds by default.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Says what is wrong with the options, before anything is started with them.</summary>
    internal void Validate()
    {
        _ = StatsDEndpoint.Parse(Endpoint);
        _ = Lines.NameTemplate.Parse(NameTemplate, TagFormat);
        Require(Prefix is not null, nameof(Prefix), "must not be null: leave it empty for none");
        Require(Meters.Count > 0 && Meters.All(m => !string.IsNullOrWhiteSpace(m)), nameof(Meters), "must have names: \"*\" stands for all meters");
        Require(Tags.All(t => t.Key.Length > 0 && t.Value is not null), nameof(Tags), "must have keys and values");
        Require(Enum.IsDefined(TagFormat), nameof(TagFormat), $"must be one of {string.Join(", ", Enum.GetNames<StatsDTagFormat>())}");
        Require(
            Enum.IsDefined(HistogramType), nameof(HistogramType), $"must be one of {string.Join(", ", Enum.GetNames<StatsDHistogramType>())}");
        Require(
            SampleRate >= Number.Smallest && SampleRate <= 1, nameof(SampleRate), $"must be above 0 and not above 1, not {SampleRate}");
        Require(
            FlushInterval >= TimeSpan.FromMilliseconds(1) && FlushInterval <= TimeSpan.FromHours(1), nameof(FlushInterval),
            $"must be from a millisecond to an hour, not {FlushInterval}");
        Require(MaxPacketSize is >= 64 and <= 65_507, nameof(MaxPacketSize), $"must be from 64 to 65507 bytes, not {MaxPacketSize}");
        Require(QueueCapacity is >= 16 and <= 1 << 24, nameof(QueueCapacity), $"must be from 16 to {1 << 24}, not {QueueCapacity}");
        Require(MaxSeries >= 1, nameof(MaxSeries), $"must be 1 or more, not {MaxSeries}");
        Require(
            ShutdownTimeout >= TimeSpan.Zero && ShutdownTimeout <= TimeSpan.FromHours(1), nameof(ShutdownTimeout),
            $"must be from zero to an hour, not {ShutdownTimeout}");
    }

    private static void Require(bool holds, string option, string problem)
    {
        if (!holds)
            throw new ArgumentException($"{nameof(StatsDOptions)}.{option} {problem}.");
    }

    private static string DefaultEndpoint()
    {
        string? host = Environment.GetEnvironmentVariable("STATSD_HOST");
        string? port = Environment.GetEnvironmentVariable("STATSD_PORT");
        host = string.IsNullOrEmpty(host) ? "localhost" : host;
        // An IPv6 address needs brackets beside a port.
        host = host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
        return $"{host}:{(string.IsNullOrEmpty(port) ? "8125" : port)}";
    }
}
