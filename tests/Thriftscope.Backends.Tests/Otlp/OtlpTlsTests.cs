using OpenTelemetry.Exporter;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Backends.Tests.Otlp;

/// <summary>OTLP to a collector that speaks TLS.</summary>
public class OtlpTlsTests
{
    public static TheoryData<OtlpExportProtocol> Protocols => OtlpExportTests.Protocols;

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_collector_is_trusted_by_the_authority_in_the_variable(OtlpExportProtocol protocol)
    {
        using Authority authority = new();
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(authority);
        await SendAsync(receiver, protocol, ("OTEL_EXPORTER_OTLP_CERTIFICATE", authority.File));

        receiver.Inbox.Spans.Length.ShouldBe(2);
        receiver.Inbox.Metrics.ShouldNotBeEmpty();
        receiver.Inbox.Logs.Length.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_collector_of_an_unknown_authority_gets_nothing(OtlpExportProtocol protocol)
    {
        using Authority authority = new();
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(authority);
        await SendAsync(receiver, protocol);

        receiver.Inbox.Requests.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_collector_that_wants_a_certificate_gets_that_of_the_variables(OtlpExportProtocol protocol)
    {
        using Authority authority = new();
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(authority, clientCertificates: true);
        (string certificate, string key) = authority.IssueFiles("client");
        await SendAsync(
            receiver,
            protocol,
            ("OTEL_EXPORTER_OTLP_CERTIFICATE", authority.File),
            ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", certificate),
            ("OTEL_EXPORTER_OTLP_CLIENT_KEY", key));

        receiver.Inbox.Requests.Length.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Without_a_certificate_that_is_wanted_nothing_is_taken(OtlpExportProtocol protocol)
    {
        using Authority authority = new();
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(authority, clientCertificates: true);
        await SendAsync(receiver, protocol, ("OTEL_EXPORTER_OTLP_CERTIFICATE", authority.File));

        receiver.Inbox.Requests.ShouldBeEmpty();
    }

    private static async Task SendAsync(OtlpReceiver receiver, OtlpExportProtocol protocol, params (string, string)[] variables)
    {
        using Variables set = new(variables);
        using (ThriftTelemetry.Start(o => o.UseOtlp(receiver.For(protocol), protocol)))
        {
            await using Probe probe = await Probe.StartAsync();
            await probe.FailAsync();
        }
    }
}
