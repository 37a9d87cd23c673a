using YamlDotNet.RepresentationModel;

namespace Thriftscope.Backends.Tests.Deployment;

public class CollectorTests
{
    private static readonly YamlNode Collector = Yaml.Document("otel-collector/config.yaml");

    public static TheoryData<string> Pipelines => [.. Collector.At("service", "pipelines").Entries().Keys];

    [Fact]
    public void Every_signal_has_a_pipeline() => Pipelines.Select(p => p.Data).ShouldBe(["traces", "metrics", "logs"], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void A_pipeline_is_made_of_parts_that_are_there(string name)
    {
        YamlNode? pipeline = Collector.At("service", "pipelines", name);
        foreach (string kind in (string[])["receivers", "processors", "exporters"])
        {
            pipeline.At(kind).Texts().ShouldNotBeEmpty();
            pipeline.At(kind).Texts().ShouldBeSubsetOf(Collector.At(kind).Entries().Keys);
        }

        // Memory is looked after before anything is done with the data.
        pipeline.At("processors").Texts().First().ShouldBe("memory_limiter");
    }

    [Fact]
    public void Nothing_is_there_that_is_not_used()
    {
        foreach (string kind in (string[])["receivers", "processors", "exporters"])
            Collector.At("service", "pipelines").Entries().Values.SelectMany(p => p.At(kind).Texts()).Distinct()
                .ShouldBe(Collector.At(kind).Entries().Keys, ignoreOrder: true);
        Collector.At("service", "extensions").Texts().ShouldBe(Collector.At("extensions").Entries().Keys, ignoreOrder: true);
    }

    [Fact]
    public void Prometheus_scrapes_it_where_it_shows_metrics()
    {
        string port = Collector.At("exporters", "prometheus", "endpoint").Text().Split(':')[^1];
        YamlNode scrape = Yaml.Document("prometheus/prometheus.yml").At("scrape_configs").Items().Single(s => s.At("job_name").Text() == "otel-collector");

        scrape.At("static_configs").Items().SelectMany(s => s.At("targets").Texts()).ShouldBe([$"otel-collector:{port}"]);
        // The job is the program's, not the collector's.
        scrape.At("honor_labels").Text().ShouldBe("true");
    }

    [Fact]
    public void Every_variable_that_it_reads_is_set_wherever_it_runs()
    {
        string[] variables = [.. Collector.AllNodes.OfType<YamlScalarNode>().Select(s => s.Value!).Where(v => v.StartsWith("${env:", StringComparison.Ordinal)).Select(v => v[6..^1])];

        variables.ShouldNotBeEmpty();
        variables.ShouldBeSubsetOf(Yaml.Document("compose.yaml").At("services", "otel-collector", "environment").Entries().Keys);
        variables.ShouldBeSubsetOf(Yaml.Documents("kubernetes/otel-collector.yaml")
            .SelectMany(d => d.At("spec", "template", "spec", "containers").Items()).SelectMany(c => c.At("env").Items()).Select(v => v.At("name").Text()));
    }
}
