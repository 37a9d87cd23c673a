using Thriftscope;
using Thriftscope.AspNetCore;
using Thriftscope.OpenTelemetry;
using Thriftscope.Telemetry;

/// <summary>The options of docs/dialects.md.</summary>
public static class Contexts
{
    public static ThriftServerOptions OfAPublicServer()
    {
        ThriftServerOptions options = new() { Context = new ThriftContextOptions { Inbound = ThriftContextRole.Link } };
        return options;
    }

    public static void ForOnePort(WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.ListenAnyIP(9090, l => l.UseThrift(o => o.Context = new ThriftContextOptions { Inbound = ThriftContextRole.Ignore }));
            k.ListenLocalhost(9091, l => l.UseThrift());
        });
    }

    public static ThriftContextOptions InAnotherOrder()
    {
        ThriftContextOptions context = new()
        {
            Read =
            [
                new(ThriftContextDialects.TrailingField),
                new(ThriftContextDialects.Header),
                new(ThriftContextDialects.Finagle, ThriftContextRole.Link),
            ],
            MaxEntries = 10,
            MaxCharacters = 1000,
        };
        return context;
    }

    public static IDisposable ForAll()
    {
        ThriftTelemetry telemetry = ThriftTelemetry.Start(o => o.Instrumentation.Context = new ThriftContextOptions { Write = [] });
        return telemetry;
    }

    public static ThriftClientOptions OfAClient()
    {
        ThriftClientOptions options = new()
        {
            Context = new ThriftContextOptions { Write = [ThriftContextDialects.Finagle, ThriftContextDialects.TrailingField] },
        };
        return options;
    }
}
