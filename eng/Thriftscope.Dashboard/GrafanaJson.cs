using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thriftscope.Dashboard;

/// <summary>
/// Writes a dashboard in the JSON that Grafana imports:
/// https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/.
/// </summary>
internal static class GrafanaJson
{
    private const int Columns = 24;

    private static readonly object DataSource = new { Type = "prometheus", Uid = "${datasource}" };

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write(IReadOnlyList<Row> rows) => JsonSerializer.Serialize(
        new
        {
            Uid = "thriftscope",
            Title = "Thrift services",
            Description = "The calls of Thrift services as servers and clients see them, and the runtime below them.",
            Tags = (string[])["thrift", "rpc"],
            SchemaVersion = 39,
            Editable = true,
            // One cross-hair for all panels.
            GraphTooltip = 1,
            Refresh = "30s",
            Time = new { From = "now-1h", To = "now" },
            Templating = new { List = Variables() },
            Panels = Layout(rows),
        },
        Format) + "\n";

    private static object[] Variables() =>
    [
        new { Name = "datasource", Label = "Prometheus", Type = "datasource", Query = "prometheus" },
        Labels("job", "Service", """label_values({__name__=~"rpc_(server|client)_call_duration_seconds_count", rpc_system_name="apache_thrift"}, job)"""),
        Labels("method", "Method", """label_values({__name__=~"rpc_(server|client)_call_duration_seconds_count", rpc_system_name="apache_thrift", job=~"$job"}, rpc_method)"""),
        new
        {
            Name = "interval",
            Label = "Rates over",
            Type = "interval",
            Query = "1m,5m,15m,1h",
            Options = ((string[])["1m", "5m", "15m", "1h"]).Select(i => new { Selected = i == "5m", Text = i, Value = i }),
            Current = new { Text = "5m", Value = "5m" },
        },
    ];

    private static object Labels(string name, string label, string query) => new
    {
        Name = name,
        Label = label,
        Type = "query",
        Datasource = DataSource,
        Query = new { Query = query, RefId = name },
        // When the range of time changes.
        Refresh = 2,
        Sort = 1,
        Multi = true,
        IncludeAll = true,
        AllValue = ".*",
        Current = new { Text = "All", Value = "$__all" },
    };

    private static List<object> Layout(IReadOnlyList<Row> rows)
    {
        List<object> panels = [];
        int y = 0;
        foreach (Row row in rows)
        {
            panels.Add(new { Id = panels.Count + 1, Type = "row", row.Title, Collapsed = false, GridPos = new { X = 0, Y = y++, W = Columns, H = 1 } });
            int x = 0;
            int height = 0;
            foreach (Panel panel in row.Panels)
            {
                if (x + panel.Width > Columns)
                {
                    x = 0;
                    y += height;
                    height = 0;
                }

                panels.Add(Picture(panels.Count + 1, panel, new { X = x, Y = y, W = panel.Width, H = panel.Height }));
                x += panel.Width;
                height = Math.Max(height, panel.Height);
            }

            y += height;
        }

        return panels;
    }

    private static object Picture(int id, Panel panel, object position) => new
    {
        Id = id,
        Type = panel.Kind switch
        {
            PanelKind.Number => "stat",
            PanelKind.Heatmap => "heatmap",
            PanelKind.Table => "table",
            _ => "timeseries",
        },
        panel.Title,
        panel.Description,
        Datasource = DataSource,
        GridPos = position,
        Targets = panel.Queries.Select((query, index) => Target(panel.Kind, query, index)),
        FieldConfig = new { Defaults = Defaults(panel), Overrides = Overrides(panel) },
        Options = Options(panel),
        Transformations = panel.Kind == PanelKind.Table ? JoinedColumns(panel) : null,
    };

    private static object Target(PanelKind kind, Query query, int index) => new
    {
        RefId = Letter(index),
        Datasource = DataSource,
        Expr = query.Expression,
        LegendFormat = kind == PanelKind.Table ? "__auto" : query.Legend,
        Format = kind switch
        {
            PanelKind.Table => "table",
            PanelKind.Heatmap => "heatmap",
            _ => "time_series",
        },
        Instant = kind == PanelKind.Table,
        Range = kind != PanelKind.Table,
        // Only histograms of durations lead to traces.
        Exemplar = kind is PanelKind.Lines or PanelKind.Heatmap && query.Expression.Contains("_seconds_bucket", StringComparison.Ordinal),
    };

    private static object Defaults(Panel panel) => new
    {
        panel.Unit,
        Min = panel.Kind == PanelKind.Table ? null : (int?)0,
        Custom = panel.Kind switch
        {
            PanelKind.Lines => new { FillOpacity = 5, ShowPoints = "never", Stacking = new { Mode = "none" } },
            PanelKind.StackedLines => new { FillOpacity = 30, ShowPoints = "never", Stacking = new { Mode = "normal" } },
            _ => null,
        },
    };

    private static IEnumerable<object> Overrides(Panel panel) => panel.Queries.Where(q => q.Unit is not null).Select(query => new
    {
        Matcher = new { Id = "byName", Options = query.Legend },
        Properties = (object[])[new { Id = "unit", Value = query.Unit }],
    });

    private static object Options(Panel panel) => panel.Kind switch
    {
        PanelKind.Number => new { ReduceOptions = new { Calcs = (string[])["lastNotNull"] }, GraphMode = "area" },
        PanelKind.Heatmap => new
        {
            Calculate = false,
            YAxis = new { Unit = panel.Unit },
            Color = new { Mode = "scheme", Scheme = "Oranges", Steps = 64 },
            Exemplars = new { Color = "rgba(255,0,255,0.7)" },
            Tooltip = new { Mode = "single", YHistogram = true },
        },
        PanelKind.Table => new { ShowHeader = true, SortBy = (object[])[new { DisplayName = panel.Queries[0].Legend, Desc = true }] },
        _ => new { Tooltip = new { Mode = "multi", Sort = "desc" }, Legend = new { DisplayMode = "list", Placement = "bottom" } },
    };

    // One line for each method, with a column for each query.
    private static object[] JoinedColumns(Panel panel) =>
    [
        new { Id = "merge", Options = new { } },
        new
        {
            Id = "organize",
            Options = new
            {
                ExcludeByName = new Dictionary<string, bool> { ["Time"] = true },
                RenameByName = panel.Queries.Select((query, index) => (Letter: Letter(index), query.Legend))
                    .ToDictionary(column => $"Value #{column.Letter}", column => column.Legend),
            },
        },
    ];

    private static string Letter(int index) => ((char)('A' + index)).ToString();
}
