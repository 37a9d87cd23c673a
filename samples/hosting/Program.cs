using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Thriftscope;
using Thriftscope.AspNetCore;

var calculator = ThriftModule.Load(Path.Combine(AppContext.BaseDirectory, "calculator.thrift"));
if (args is ["alone"])
{
    await Alone.RunAsync(calculator);
    return;
}

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddSingleton(calculator);
builder.Services.AddThriftService<CalculatorHandler>(calculator.Service("Calculator"));
builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(9090, l => l.UseThrift()));

builder.Services.AddOpenTelemetry()
    .WithTracing(t => t.AddThriftInstrumentation(o => o.RecordException = true).AddOtlpExporter())
    .WithMetrics(m => m.AddThriftInstrumentation().AddOtlpExporter());

builder.Services.Configure<ThriftServerOptions>(o => o.MaxConcurrentCalls = 1000);
builder.Services.AddThriftInterceptor<TenantInterceptor>();
builder.Services.AddHealthChecks().AddThriftServer();
builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(8080));

builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(1));

var app = builder.Build();
app.MapThrift("/thrift");
app.MapHealthChecks("/health");
app.Run();

class CalculatorHandler(ThriftModule module, ILogger<CalculatorHandler>? logger = null)
{
    public double Add(double a, double b) => a + b;

    public Task<double> Divide(double a, double b, CancellationToken cancellationToken)
    {
        logger?.LogInformation("{A} / {B}", a, b);
        if (b == 0)
            throw new ThriftDeclaredException(module.NewStruct("DivideByZero", new { Message = $"{a} / 0" }));
        return Task.FromResult(a / b);
    }
}
