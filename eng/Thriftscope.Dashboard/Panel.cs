namespace Thriftscope.Dashboard;

/// <summary>A part of the dashboard, with a heading.</summary>
internal sealed record Row(string Title, params Panel[] Panels);

/// <summary>One picture.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Unit">The unit of its values, as Grafana names units.</param>
/// <param name="Description">What to read from it.</param>
/// <param name="Queries">What it asks Prometheus.</param>
internal sealed record Panel(string Title, string Unit, string Description, params Query[] Queries)
{
    /// <summary>How it is drawn.</summary>
    public PanelKind Kind { get; init; }

    /// <summary>Its share of the 24 columns.</summary>
    public int Width { get; init; } = 8;

    /// <summary>In Grafana's units of height.</summary>
    public int Height { get; init; } = 8;
}

/// <summary>One question to Prometheus.</summary>
/// <param name="Expression">PromQL, with the dashboard's variables.</param>
/// <param name="Legend">The name of each series, with labels in double braces; in a table, of the column.</param>
internal sealed record Query(string Expression, string Legend)
{
    /// <summary>The unit of a table's column.</summary>
    public string? Unit { get; init; }
}

internal enum PanelKind
{
    Lines,
    StackedLines,
    Number,
    Heatmap,
    Table,
}
