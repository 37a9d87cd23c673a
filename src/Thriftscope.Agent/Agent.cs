using System.Runtime.CompilerServices;
using Thriftscope.ApacheThrift;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Agent;

/// <summary>Observes a program that knows nothing of it. Whatever fails is one line, and the program runs without telemetry.</summary>
internal static class Agent
{
    public static void Start()
    {
        try
        {
            ProgramContext context = ProgramContext.Take();
            context.LoadThrift();
            Instrument(context.ServiceName);
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"thriftscope: the program runs without telemetry: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    // Apart, so that a library that can't be loaded is caught above.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Instrument(string? serviceName)
    {
        ThriftTelemetry telemetry = ThriftTelemetry.Start(options =>
        {
            // Both open activities that the calls within are below. Where nobody records those, samplers leave out the calls too.
            _ = options.AddSource("Microsoft.AspNetCore", "System.Net.Http");
            if (!ServiceNameIsSet())
                options.ServiceName = serviceName;
        });
        new LastExport(telemetry).Register();
        ThriftInstrumentor.Instrument();
    }

    private static bool ServiceNameIsSet() =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME"))
        || Environment.GetEnvironmentVariable("OTEL_RESOURCE_ATTRIBUTES")?.Contains("service.name=", StringComparison.Ordinal) == true;
}
