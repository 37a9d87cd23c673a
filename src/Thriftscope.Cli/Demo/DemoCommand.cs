using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Thriftscope.Cli.Demo;

/// <summary><c>thriftscope demo</c>: three services, load on them, and what telemetry shows of it.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        Option<double?> rate = Number<double>("--rate", n => n is > 0 and <= 100_000, "--rate needs a number above 0, at most 100000.");
        rate.Description = "How many calls a second the customers make.";
        rate.HelpName = "CALLS";
        rate.DefaultValueFactory = _ => 50;
        Option<double?> duration = Number<double>("--duration", n => n is > 0 and <= 1e7, "--duration needs a number of seconds above 0.");
        duration.Description = "How long to run, in seconds; without it until the --calls have been made, or Ctrl-C.";
        duration.HelpName = "SECONDS";
        Option<long?> calls = Number<long>("--calls", n => n > 0, "--calls needs a whole number above 0.");
        calls.Description = "How many calls the customers make in all.";
        calls.HelpName = "NUMBER";
        Option<int?> prometheusPort = Number<int>("--prometheus-port", n => n is > 0 and <= ushort.MaxValue, "--prometheus-port needs a port from 1 to 65535.");
        prometheusPort.Description = "Let Prometheus scrape http://localhost:PORT/metrics.";
        prometheusPort.HelpName = "PORT";
        Option<Uri?> otlp = new("--otlp")
        {
            Description = "Send traces, metrics and logs by OTLP: gRPC, or HTTP at port 4318.",
            HelpName = "URL",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https")
                    return uri;
                result.AddError($"\"{result.Tokens[0].Value}\" is no URL; write for instance http://localhost:4317.");
                return null;
            },
        };
        Option<string?> statsd = new("--statsd") { Description = "Report metrics to a StatsD daemon: host:port, tcp://host:port or unix:///path.", HelpName = "ENDPOINT" };
        Option<string?> context = new("--context") { Description = "How the services send the trace context to each other. Default: field.", HelpName = ContextNames.All };
        Option<FileInfo?> json = new("--json") { Description = "Write what was counted to a file at the end.", HelpName = "FILE" };

        context.Require(name => name is null || ContextNames.Has(name), $"--context needs one of {ContextNames.All}.");
        statsd.Require(endpoint => endpoint is not "", "--statsd needs an endpoint: host:port, tcp://host:port or unix:///path.");

        Command command = new("demo", "Run three services that call each other over TCP, and watch their traces and metrics.")
        {
            rate, duration, calls, prometheusPort, otlp, statsd, context, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            DemoSettings settings = new(
                parsed.GetRequiredValue(rate)!.Value,
                parsed.GetValue(duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                parsed.GetValue(calls),
                parsed.GetValue(prometheusPort),
                parsed.GetValue(otlp),
                parsed.GetValue(statsd),
                parsed.GetValue(context),
                parsed.GetValue(json)?.FullName);
            TextWriter output = parsed.InvocationConfiguration.Output;
            bool terminal = !Console.IsOutputRedirected && output == Console.Out && AnsiConsole.Profile.Capabilities.Ansi;
            IDemoView view = terminal ? new LiveView(AnsiConsole.Console) : new PlainView(output);
            await new DemoRunner(settings, view, output).RunAsync(cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    // The command line's own parser names .NET's types when a text is no number.
    private static Option<T?> Number<T>(string name, Func<T, bool> inOrder, string error)
        where T : struct, IParsable<T> => new(name)
        {
            CustomParser = result =>
            {
                if (T.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out T number) && inOrder(number))
                    return number;
                result.AddError(error);
                return null;
            },
        };
}

/// <summary>What <c>thriftscope demo</c> was asked to do.</summary>
/// <param name="Rate">Calls a second.</param>
/// <param name="Duration">How long; <see langword="null"/> until the calls have been made, or Ctrl-C.</param>
/// <param name="Calls">How many calls the customers make; <see langword="null"/> for no end.</param>
/// <param name="PrometheusPort">The port of the scrape endpoint, if there is to be one.</param>
/// <param name="Otlp">Where to send everything by OTLP, if anywhere.</param>
/// <param name="StatsD">The StatsD daemon to report metrics to, if there is one.</param>
/// <param name="ContextName">How the services send the trace context to each other.</param>
/// <param name="JsonFile">Where to write the report, if anywhere.</param>
internal sealed record DemoSettings(double Rate, TimeSpan? Duration, long? Calls, int? PrometheusPort, Uri? Otlp, string? StatsD, string? ContextName, string? JsonFile);
