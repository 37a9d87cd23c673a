using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Thriftscope;
using Thriftscope.AspNetCore;

var calculator = ThriftModule.Load(Path.Combine(AppContext.BaseDirectory, "calculator.thrift"));
var builder = WebApplication.CreateBuilder(args);

builder.Services.AddSingleton(calculator);
builder.Services.AddThriftService<CalculatorHandler>(calculator.Service("Calculator"));
builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(9090, l => l.UseThrift()));

builder.Services.AddOpenTelemetry()
    .WithTracing(t => t.AddThriftInstrumentation(o => o.RecordException = true).AddOtlpExporter())
    .WithMetrics(m => m.AddThriftInstrumentation().AddOtlpExporter());

builder.Build().Run();

class CalculatorHandler(ThriftModule module, ILogger<CalculatorHandler> logger)
{
    public double Add(double a, double b) => a + b;

    public Task<double> Divide(double a, double b, CancellationToken cancellationToken)
    {
        logger.LogInformation("{A} / {B}", a, b);
        if (b == 0)
            throw new ThriftDeclaredException(module.NewStruct("DivideByZero", new { Message = $"{a} / 0" }));
        return Task.FromResult(a / b);
    }
}
