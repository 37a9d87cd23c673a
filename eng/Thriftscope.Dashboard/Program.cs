using Thriftscope.Dashboard;

// Prints the dashboard as Grafana imports it. eng/dashboard.sh puts it where it belongs.
Console.Write(GrafanaJson.Write(ThriftDashboard.Rows));
