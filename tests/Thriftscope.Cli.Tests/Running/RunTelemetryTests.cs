using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Thriftscope.Cli.Tests.Running;

public sealed class RunTelemetryTests : IAsyncLifetime
{
    private readonly CompiledProgram _program = new();
    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http1);
        _program.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = _receiver.Address.ToString();
        _program.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
    }

    public async ValueTask DisposeAsync()
    {
        _program.Dispose();
        await _receiver.DisposeAsync();
    }

    [Theory]
    [InlineData("exit", "0")]
    [InlineData("exit", "7")]
    [InlineData("crash")]
    public async Task The_last_calls_of_client_and_server_arrive_however_the_program_ends(params string[] arguments)
    {
        _ = await _program.RunObservedAsync(arguments);

        SpansShouldHaveArrived();
        Text("/v1/metrics").ShouldContain("rpc.server.call.duration");
    }

    [Theory]
    [InlineData("wait", "TERM")]
    [InlineData("wait", "INT")]
    [InlineData("handle-signals", "TERM")]
    public async Task The_last_calls_arrive_when_a_signal_ends_it(string what, string signal)
    {
        _ = await _program.SignalAsync(signal, "dotnet", [CompiledProgram.Command, "run", "--", "dotnet", _program.Assembly, what]);

        SpansShouldHaveArrived();
    }

    [Fact]
    public async Task The_service_has_the_programs_name_unless_it_is_given_one()
    {
        _ = await _program.RunObservedAsync("exit", "0");
        Text("/v1/traces").ShouldContain("service.name\u0012\u0007\n\u0005Plain");

        _program.Environment["OTEL_SERVICE_NAME"] = "adder";
        _ = await _program.RunObservedAsync("exit", "0");
        Text("/v1/traces").ShouldContain("service.name\u0012\u0007\n\u0005adder");
    }

    private void SpansShouldHaveArrived()
    {
        string traces = Text("/v1/traces");
        // A span begins with its trace id: field 1, 16 bytes.
        traces.Split("Adder/add").Length.ShouldBeGreaterThan(2);
        // Field 6, the kind, of either side: https://github.com/open-telemetry/opentelemetry-proto.
        traces.ShouldContain("Adder/add\u0030\u0003");
        traces.ShouldContain("Adder/add\u0030\u0002");
    }

    private string Text(string path) => Encoding.Latin1.GetString(_receiver.Received.GetValueOrDefault(path) ?? []);
}
