using Thriftscope.StatsD.Transport;

namespace Thriftscope.StatsD.Tests;

public class OptionTests
{
    public static TheoryData<Action<StatsDOptions>, string> Wrong => new()
    {
        { o => o.Endpoint = "http://here", "\"http://here\" is no endpoint of a StatsD daemon. Write host:port, udp://host:port, tcp://host:port or unix:///path." },
        { o => o.Endpoint = "here:0", "no endpoint" },
        { o => o.Endpoint = "here:70000", "no endpoint" },
        { o => o.Endpoint = "", "no endpoint" },
        { o => o.Endpoint = "unix://", "no endpoint" },
        { o => o.Endpoint = null!, "no endpoint" },
        { o => o.NameTemplate = "{rpc.method}", "must contain {name}" },
        { o => o.NameTemplate = "{name", "a brace too many" },
        { o => o.NameTemplate = "{name}}", "a brace too many" },
        { o => o.NameTemplate = "{name}.{}", "an empty pair" },
        { o => o.Prefix = null!, "Prefix must not be null" },
        { o => o.Meters.Clear(), "Meters must have names: \"*\" stands for all meters" },
        { o => o.Tags[""] = "x", "Tags must have keys and values" },
        { o => o.TagFormat = (StatsDTagFormat)99, "TagFormat must be one of None, DogStatsD" },
        { o => o.HistogramType = (StatsDHistogramType)99, "HistogramType must be one of Automatic" },
        { o => o.SampleRate = 0, "SampleRate must be above 0 and not above 1, not 0" },
        { o => o.SampleRate = double.NaN, "SampleRate" },
        { o => o.SampleRate = 1.5, "SampleRate" },
        { o => o.FlushInterval = TimeSpan.Zero, "FlushInterval must be from a millisecond to an hour" },
        { o => o.MaxPacketSize = 10, "MaxPacketSize must be from 64 to 65507 bytes, not 10" },
        { o => o.QueueCapacity = 0, "QueueCapacity must be from 16" },
        { o => o.MaxSeries = 0, "MaxSeries must be 1 or more" },
        { o => o.ShutdownTimeout = TimeSpan.FromSeconds(-1), "ShutdownTimeout must be from zero" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_can_t_be_used_is_an_error_that_says_why(Action<StatsDOptions> configure, string message) =>
        Should.Throw<ArgumentException>(() => StatsDReporter.Start("127.0.0.1:8125", configure)).Message.ShouldContain(message);

    [Theory]
    [InlineData("here", StatsDProtocol.Udp, "here", 8125)]
    [InlineData("here:99", StatsDProtocol.Udp, "here", 99)]
    [InlineData("udp://10.0.0.1:99", StatsDProtocol.Udp, "10.0.0.1", 99)]
    [InlineData("[::1]:99", StatsDProtocol.Udp, "::1", 99)]
    [InlineData("tcp://here", StatsDProtocol.Tcp, "here", 8125)]
    [InlineData("unix:///var/run/statsd%20x.sock", StatsDProtocol.Unix, "/var/run/statsd x.sock", 0)]
    internal void Endpoints_are_read(string text, StatsDProtocol protocol, string host, int port) =>
        StatsDEndpoint.Parse(text).ShouldBe(new StatsDEndpoint(protocol, host, port));

    [Theory]
    [InlineData(null, null, "localhost:8125")]
    [InlineData("statsd.prod", null, "statsd.prod:8125")]
    [InlineData("statsd.prod", "9125", "statsd.prod:9125")]
    [InlineData(null, "9125", "localhost:9125")]
    [InlineData("::1", "9125", "[::1]:9125")]
    public void The_environment_says_where_the_daemon_is(string? host, string? port, string endpoint)
    {
        Environment.SetEnvironmentVariable("STATSD_HOST", host);
        Environment.SetEnvironmentVariable("STATSD_PORT", port);
        Environment.SetEnvironmentVariable("STATSD_PREFIX", "shop.");
        try
        {
            StatsDOptions options = new();
            (options.Endpoint, options.Prefix).ShouldBe((endpoint, "shop."));
        }
        finally
        {
            Environment.SetEnvironmentVariable("STATSD_HOST", null);
            Environment.SetEnvironmentVariable("STATSD_PORT", null);
            Environment.SetEnvironmentVariable("STATSD_PREFIX", null);
        }
    }
}
