using System.Runtime.InteropServices;
using ApacheCalculator;
using OpenTelemetry.Trace;
using Thriftscope.OpenTelemetry;

Func<CancellationToken, Task>? run = args switch
{
    ["log", var port] => stop => LogServer.RunAsync(int.Parse(port), stop),
    ["calculator", var port, var logPort] => stop => CalculatorServer.RunAsync(int.Parse(port), int.Parse(logPort), stop),
    ["client", var port] => stop => CalculatorClient.RunAsync(int.Parse(port), stop),
    _ => null,
};
if (run is null)
{
    Console.Error.WriteLine("Usage: log PORT | calculator PORT LOG_PORT | client CALCULATOR_PORT");
    return 2;
}

using CancellationTokenSource stop = new();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// Prints the spans. OTEL_TRACES_EXPORTER=otlp sends them to a collector as well.
using var telemetry = ThriftTelemetry.Start(o =>
{
    o.ServiceName = args[0];
    o.ConfigureTracing(t => t.AddConsoleExporter());
});

await run(stop.Token);
return 0;
