using Thriftscope.Backends.Tests.Deployment;
using Thriftscope.OpenTelemetry;
using YamlDotNet.RepresentationModel;

namespace Thriftscope.Backends.Tests.Prometheus;

public class RuleTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "prometheus");

    private static readonly string[] RuleFiles = [Path.Combine(Folder, "thrift.rules.yml"), Path.Combine(Folder, "thrift.alerts.yml")];

    [Fact]
    public Task Prometheus_own_tool_finds_no_fault_with_the_rules() => PromtoolAsync(["check", "rules", "--lint-fatal", .. RuleFiles]);

    [Fact]
    public Task Prometheus_own_tool_finds_no_fault_with_the_configuration() =>
        PromtoolAsync(["check", "config", "--lint-fatal", Path.Combine(Folder, "prometheus.yml")]);

    [Fact]
    public Task Every_rule_gives_what_its_tests_say() => PromtoolAsync(["test", "rules", .. Directory.GetFiles(Path.Combine(Folder, "tests"), "*.yml")]);

    [Fact]
    public void Every_alert_is_tested_where_it_fires_and_where_it_does_not()
    {
        string[] alerts = [.. Rules(RuleFiles[1]).Select(rule => rule.At("alert").Text())];
        YamlNode[] tests = [.. Yaml.Document(Path.Combine(Folder, "tests", "alerts_test.yml")).At("tests").Items().SelectMany(t => t.At("alert_rule_test").Items())];
        string[] Tested(bool firing) => [.. tests.Where(t => t.At("exp_alerts").Items().Any() == firing).Select(t => t.At("alertname").Text()).Distinct()];

        alerts.ShouldNotBeEmpty();
        Tested(firing: true).ShouldBe(alerts, ignoreOrder: true);
        Tested(firing: false).ShouldBe(alerts, ignoreOrder: true);
    }

    [Fact]
    public async Task Prometheus_evaluates_every_rule_on_real_traffic()
    {
        int port = Ports.Unused();
        using ThriftTelemetry telemetry = ThriftTelemetry.Start(o => o.UsePrometheus(port));
        await using ObservedShop shop = await ObservedShop.OpenAsync();
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync([port], ruleFiles: RuleFiles);
        await shop.BuyAsync(10);
        await shop.FailAsync(1);
        await prometheus.ScrapedAsync();
        await shop.BuyAsync(10);
        await shop.FailAsync(1);

        IReadOnlyList<Rule> rules = await Eventually.BecomesAsync(
            prometheus.RulesAsync, all => all.All(r => r.Health != "unknown"), "every rule to have been evaluated");
        rules.Count.ShouldBe(RuleFiles.Sum(file => Rules(file).Count()));
        rules.ShouldAllBe(rule => rule.Health == "ok" && rule.LastError == "");
        foreach (Rule recording in rules.Where(r => r.State is null))
            _ = await Eventually.BecomesAsync(() => prometheus.QueryAsync($"{recording.Name} >= 0"), series => series.Count > 0, recording.Name);
        double ratio = (await prometheus.ValueAsync("""job_rpc_method:thrift_server_errors:ratio_rate5m{rpc_method="Shop/fail"}""")).ShouldNotBeNull();
        ratio.ShouldBe(1, 1e-9);
        (await prometheus.ValueAsync("""job_rpc_method:thrift_server_errors:ratio_rate5m{rpc_method="Shop/buy"}""")).ShouldBe(0);
    }

    private static IEnumerable<YamlNode> Rules(string file) => Yaml.Document(file).At("groups").Items().SelectMany(g => g.At("rules").Items());

    private static async Task PromtoolAsync(string[] arguments)
    {
        await using BackendProcess promtool = BackendProcess.Start(BackendPrograms.Promtool, arguments);
        await promtool.WaitForExitAsync();
        promtool.ExitCode.ShouldBe(0, promtool.Output);
    }
}
