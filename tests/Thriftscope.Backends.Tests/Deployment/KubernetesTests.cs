using YamlDotNet.RepresentationModel;

namespace Thriftscope.Backends.Tests.Deployment;

public class KubernetesTests
{
    private const string Kustomization = "kustomization.yaml";

    private static readonly string[] Files =
    [
        .. Directory.GetFiles(Yaml.Folder, "*.yaml", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Yaml.Folder, f))
            .Where(f => f.StartsWith("kubernetes", StringComparison.Ordinal) || Path.GetFileName(f) == Kustomization),
    ];

    private static readonly YamlNode[] Objects = [.. Files.Where(f => Path.GetFileName(f) != Kustomization).SelectMany(Yaml.Documents)];

    private static IEnumerable<YamlNode> Deployments => OfKind("Deployment");

    [Fact]
    public void Every_object_says_what_it_is_and_has_a_name_of_its_own()
    {
        foreach (YamlNode found in Objects)
        {
            found.At("apiVersion").Text().ShouldNotBeEmpty();
            found.At("metadata", "name").Text().ShouldMatch("^[a-z0-9-]+$");
        }

        Objects.Select(o => $"{o.At("kind").Text()} {o.At("metadata", "name").Text()}").ShouldBeUnique();
    }

    [Fact]
    public void Every_selector_selects_something()
    {
        foreach (YamlNode deployment in Deployments)
            Selects(deployment.At("spec", "selector", "matchLabels"), deployment.At("spec", "template", "metadata", "labels")).ShouldBeTrue();
        foreach (YamlNode service in OfKind("Service"))
        {
            YamlNode deployment = Deployments.Single(d => Selects(service.At("spec", "selector"), d.At("spec", "template", "metadata", "labels")));
            service.At("spec", "ports").Items().Select(p => p.At("targetPort").Text()).ShouldBeSubsetOf(PortNames(deployment));
        }

        foreach (YamlNode monitor in OfKind("ServiceMonitor"))
        {
            YamlNode service = OfKind("Service").Single(s => Selects(monitor.At("spec", "selector", "matchLabels"), s.At("metadata", "labels")));
            monitor.At("spec", "endpoints").Items().Select(e => e.At("port").Text())
                .ShouldBeSubsetOf(service.At("spec", "ports").Items().Select(p => p.At("name").Text()));
        }
    }

    [Fact]
    public void Every_probe_asks_a_port_that_is_there_and_every_volume_that_is_mounted_is_declared()
    {
        foreach (YamlNode deployment in Deployments)
        {
            YamlNode? pod = deployment.At("spec", "template", "spec");
            foreach (YamlNode container in pod.At("containers").Items())
            {
                IEnumerable<YamlNode> probes = container.Entries().Where(e => e.Key.EndsWith("Probe", StringComparison.Ordinal)).Select(e => e.Value);
                probes.SelectMany(probe => probe.Entries().Values).Select(how => how.At("port")).OfType<YamlScalarNode>().Select(port => port.Value!)
                    .ShouldBeSubsetOf(PortNames(deployment));
                container.At("volumeMounts").Items().Select(m => m.At("name").Text()).ShouldBeSubsetOf(pod.At("volumes").Items().Select(v => v.At("name").Text()));
            }
        }
    }

    [Fact]
    public void Everything_that_is_put_together_is_there()
    {
        foreach (string file in Files.Where(f => Path.GetFileName(f) == Kustomization))
        {
            string folder = Path.Combine(Yaml.Folder, Path.GetDirectoryName(file)!);
            YamlNode kustomization = Yaml.Document(file);
            kustomization.At("kind").Text().ShouldBe("Kustomization");
            foreach (string resource in kustomization.At("resources").Texts())
                (File.Exists(Path.Combine(folder, resource)) || File.Exists(Path.Combine(folder, resource, Kustomization))).ShouldBeTrue($"{file}: {resource}");
            foreach (string source in kustomization.At("configMapGenerator").Items().SelectMany(g => g.At("files").Texts()))
                File.Exists(Path.Combine(folder, source)).ShouldBeTrue($"{file}: {source}");
        }

        // What a Deployment mounts is made from the file that compose mounts too.
        string[] made = [.. Files.Where(f => Path.GetFileName(f) == Kustomization).SelectMany(f => Yaml.Document(f).At("configMapGenerator").Items()).Select(g => g.At("name").Text())];
        Deployments.SelectMany(d => d.At("spec", "template", "spec", "volumes").Items()).Select(v => v.At("configMap", "name").Text()).ShouldBeSubsetOf(made);
    }

    [Fact]
    public void The_collector_is_the_same_as_in_compose_and_listens_where_its_configuration_says()
    {
        YamlNode container = Deployments.Single(d => d.At("metadata", "name").Text() == "otel-collector").At("spec", "template", "spec", "containers").Items().Single();
        container.At("image").Text().ShouldBe(Yaml.Document("compose.yaml").At("services", "otel-collector", "image").Text());

        YamlNode configuration = Yaml.Document("otel-collector/config.yaml");
        string[] listening = [.. configuration.AllNodes.OfType<YamlScalarNode>().Where(s => s.Value!.StartsWith("0.0.0.0:", StringComparison.Ordinal)).Select(s => s.Value!["0.0.0.0:".Length..])];
        container.At("ports").Items().Select(p => p.At("containerPort").Text()).ShouldBe(listening, ignoreOrder: true);
    }

    [Fact]
    public void The_example_sends_to_the_collector()
    {
        string collectorNamespace = Yaml.Document("kubernetes/kustomization.yaml").At("namespace").Text();
        YamlNode endpoint = Deployments.Single(d => d.At("metadata", "name").Text() == "calculator").At("spec", "template", "spec", "containers").Items().Single()
            .At("env").Items().Single(e => e.At("name").Text() == "OTEL_EXPORTER_OTLP_ENDPOINT");

        endpoint.At("value").Text().ShouldBe($"http://otel-collector.{collectorNamespace}:4317");
    }

    [Fact]
    public void The_rules_are_those_of_Prometheus()
    {
        YamlNode[] groups = [.. ((string[])["thrift.rules.yml", "thrift.alerts.yml"]).SelectMany(f => Yaml.Document($"prometheus/{f}").At("groups").Items())];

        OfKind("PrometheusRule").ShouldHaveSingleItem().At("spec", "groups").Items().ShouldBe(groups, "run eng/prometheus-rule.sh");
    }

    private static IEnumerable<YamlNode> OfKind(string kind) => Objects.Where(o => o.At("kind").Text() == kind);

    private static IEnumerable<string> PortNames(YamlNode deployment) =>
        deployment.At("spec", "template", "spec", "containers").Items().SelectMany(c => c.At("ports").Items()).Select(p => p.At("name").Text());

    private static bool Selects(YamlNode? selector, YamlNode? labels)
    {
        selector.Entries().ShouldNotBeEmpty();
        return selector.Entries().All(wanted => labels.At(wanted.Key)?.Equals(wanted.Value) == true);
    }
}
