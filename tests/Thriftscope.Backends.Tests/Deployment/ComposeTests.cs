using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Thriftscope.Backends.Tests.Deployment;

public class ComposeTests
{
    private static readonly YamlNode Compose = Yaml.Document("compose.yaml");

    private static IReadOnlyDictionary<string, YamlNode> Services => Compose.At("services").Entries();

    [Fact]
    public void Every_file_and_volume_that_is_mounted_is_there()
    {
        foreach (string[] mount in Services.Values.SelectMany(s => s.At("volumes").Texts()).Select(v => v.Split(':')))
        {
            if (mount[0].StartsWith('.'))
            {
                Path.Exists(Path.Combine(Yaml.Folder, mount[0])).ShouldBeTrue(mount[0]);
                mount[2].ShouldBe("ro");
            }
            else
            {
                Compose.At("volumes").Entries().Keys.ShouldContain(mount[0]);
            }
        }
    }

    [Fact]
    public void Every_file_that_a_command_names_is_mounted()
    {
        foreach ((string name, YamlNode service) in Services)
        {
            string[] targets = [.. service.At("volumes").Texts().Select(v => v.Split(':')[1])];
            foreach (string[] option in service.At("command").Texts().Select(o => o.Split('=')).Where(o => o[^1].StartsWith('/')))
                targets.Any(t => option[^1].StartsWith(t, StringComparison.Ordinal)).ShouldBeTrue($"{name}: {option[^1]}");
        }
    }

    [Fact]
    public void Every_image_has_a_version_and_every_dependency_is_a_service()
    {
        foreach (YamlNode service in Services.Values)
        {
            service.At("image").Text().ShouldMatch(@"^[\w-]+/[\w-]+:v?\d+\.\d+\.\d+$");
            service.At("depends_on").Texts().ShouldBeSubsetOf(Services.Keys);
            foreach ((string needed, YamlNode how) in service.At("depends_on").Entries())
            {
                Services.Keys.ShouldContain(needed);
                if (how.At("condition").Text() == "service_healthy")
                    Services[needed].At("healthcheck", "test").ShouldNotBeNull();
            }
        }
    }

    [Fact]
    public void No_port_is_open_to_other_machines()
    {
        string[] ports = [.. Services.Values.SelectMany(s => s.At("ports").Texts())];

        ports.ShouldAllBe(p => p.StartsWith("127.0.0.1:"));
        // Those of OTLP are the collector's.
        Yaml.Document("otel-collector/config.yaml").At("receivers", "otlp", "protocols").Entries().Values
            .Select(p => p.At("endpoint").Text().Split(':')[^1]).ShouldBeSubsetOf(ports.Select(p => p.Split(':')[^1]));
    }

    [Fact]
    public void Traces_go_where_Tempo_takes_them_and_Grafana_finds_them()
    {
        YamlNode tempo = Yaml.Document("tempo/config.yaml");
        string otlp = tempo.At("distributor", "receivers", "otlp", "protocols", "grpc", "endpoint").Text().Split(':')[^1];
        Services["otel-collector"].At("environment", "TRACES_ENDPOINT").Text().ShouldBe($"tempo:{otlp}");

        Dictionary<string, YamlNode> sources = Yaml.Document("grafana/provisioning/datasources/datasources.yaml").At("datasources").Items().ToDictionary(s => s.At("uid").Text());
        sources["tempo"].At("url").Text().ShouldBe($"http://tempo:{tempo.At("server", "http_listen_port").Text()}");
        YamlNode exemplars = sources["prometheus"].At("jsonData", "exemplarTraceIdDestinations").Items().ShouldHaveSingleItem();
        exemplars.At("datasourceUid").Text().ShouldBe("tempo");
        // As OpenTelemetry's exporters name it.
        exemplars.At("name").Text().ShouldBe("trace_id");
        Services["prometheus"].At("command").Texts().ShouldContain("--enable-feature=exemplar-storage");
    }

    [Fact]
    public void Grafana_finds_the_dashboard_where_it_is_mounted()
    {
        string folder = Yaml.Document("grafana/provisioning/dashboards/dashboards.yaml").At("providers").Items().Single().At("options", "path").Text();
        string[] mount = Services["grafana"].At("volumes").Texts().Single(v => v.Contains("thrift.json", StringComparison.Ordinal)).Split(':');

        Path.GetDirectoryName(mount[1]).ShouldBe(folder);
        Services["grafana"].At("environment", "GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH").Text().ShouldBe(mount[1]);
        using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Yaml.Folder, mount[0])));
        dashboard.RootElement.GetProperty("uid").GetString().ShouldBe("thriftscope");
    }
}
