using System.Text.Json;
using System.Text.RegularExpressions;
using Thriftscope.Backends.Tests.Prometheus;
using Thriftscope.Dashboard;
using Thriftscope.OpenTelemetry;

namespace Thriftscope.Backends.Tests.Grafana;

public partial class DashboardTests
{
    private static readonly string Committed = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "grafana", "thrift.json"));

    private static readonly JsonElement Dashboard = JsonDocument.Parse(Committed).RootElement;

    private static IEnumerable<JsonElement> Panels => Dashboard.GetProperty("panels").EnumerateArray();

    private static IEnumerable<JsonElement> Pictures => Panels.Where(p => p.GetProperty("type").GetString() != "row");

    private static IEnumerable<(string Panel, string Expression)> Queries => Pictures.SelectMany(
        panel => panel.GetProperty("targets").EnumerateArray(),
        (panel, target) => ($"{panel.GetProperty("id")} {panel.GetProperty("title")}", target.GetProperty("expr").GetString()!));

    [Fact]
    public void The_dashboard_is_what_its_source_makes() => Committed.ShouldBe(GrafanaJson.Write(ThriftDashboard.Rows), "run eng/dashboard.sh");

    [Fact]
    public void Every_panel_has_an_id_and_a_place_of_its_own()
    {
        Dashboard.GetProperty("schemaVersion").GetInt32().ShouldBeGreaterThanOrEqualTo(39);
        Panels.Select(p => p.GetProperty("id").GetInt32()).ShouldBeUnique();
        List<(int X, int Y)> taken = [];
        foreach (JsonElement place in Panels.Select(p => p.GetProperty("gridPos")))
        {
            int At(string name) => place.GetProperty(name).GetInt32();
            At("x").ShouldBeGreaterThanOrEqualTo(0);
            (At("x") + At("w")).ShouldBeLessThanOrEqualTo(24);
            taken.AddRange(Enumerable.Range(At("x"), At("w")).SelectMany(x => Enumerable.Range(At("y"), At("h")).Select(y => (x, y))));
        }

        taken.ShouldBeUnique();
    }

    [Fact]
    public void Every_panel_asks_the_data_source_that_was_chosen_and_says_what_it_shows()
    {
        foreach (JsonElement panel in Pictures)
        {
            panel.GetProperty("type").GetString().ShouldBeOneOf("timeseries", "stat", "table", "heatmap");
            panel.GetProperty("description").GetString().ShouldNotBeNullOrEmpty();
            panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString().ShouldNotBeNullOrEmpty();
            JsonElement[] targets = [.. panel.GetProperty("targets").EnumerateArray()];
            targets.Select(t => t.GetProperty("refId").GetString()).ShouldBeUnique();
            foreach (JsonElement asking in (JsonElement[])[panel, .. targets])
                asking.GetProperty("datasource").GetProperty("uid").GetString().ShouldBe("${datasource}");
        }
    }

    [Fact]
    public void Every_variable_is_used_and_every_one_that_is_used_is_there()
    {
        string[] variables = [.. Dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Select(v => v.GetProperty("name").GetString()!)];

        variables.ShouldBe(["datasource", "job", "method", "interval"]);
        Queries.SelectMany(q => Variable().Matches(q.Expression)).Select(m => m.Groups[1].Value).Distinct()
            .ShouldBe(variables.Where(v => v != "datasource"), ignoreOrder: true);
    }

    [Fact]
    public async Task Every_query_has_data_under_real_traffic()
    {
        int port = Ports.Unused();
        using ThriftTelemetry telemetry = ThriftTelemetry.Start(o =>
        {
            o.Instrumentation.RecordPhases = true;
            o.UsePrometheus(port);
        });
        await using ObservedShop shop = await ObservedShop.OpenAsync();
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync([port]);
        // A rate needs two samples.
        for (int i = 0; i < 2; i++)
        {
            await TradeAsync(shop);
            await prometheus.ScrapedAsync();
        }

        foreach ((string panel, string expression) in Queries)
        {
            string query = expression.Replace("$job", ".*").Replace("$method", ".*").Replace("$interval", "5m");
            _ = await Eventually.BecomesAsync(
                () => prometheus.QueryAsync(query), series => series.Any(s => double.IsFinite(s.Value)), $"data for the panel {panel}: {query}");
        }

        foreach (JsonElement variable in Dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Where(v => v.GetProperty("type").GetString() == "query"))
        {
            Match values = LabelValues().Match(variable.GetProperty("query").GetProperty("query").GetString()!);
            string series = values.Groups[1].Value.Replace("$job", ".*");
            (await prometheus.QueryAsync($"count by ({values.Groups[2].Value}) ({series})")).ShouldNotBeEmpty();
        }
    }

    // Everything that the dashboard has a panel for.
    private static async Task TradeAsync(ObservedShop shop)
    {
        await shop.BuyAsync(20);
        await shop.BuyInVainAsync(3);
        await shop.FailAsync(2);
        await shop.BuyWithMuchBaggageAsync(1);
        await shop.Client.CallAsync("look", "book");
        await shop.CallUnknownAsync(["sell"]);
        await shop.SendGarbageAsync();
    }

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^label_values\((.*), (\w+)\)$")]
    private static partial Regex LabelValues();
}
