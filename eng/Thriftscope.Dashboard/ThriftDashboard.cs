using System.Globalization;

namespace Thriftscope.Dashboard;

/// <summary>What the dashboard shows: the one place to change it.</summary>
internal static class ThriftDashboard
{
    // Other RPC systems have metrics of the same name.
    private const string Calls = $"rpc_system_name=\"apache_thrift\", {Methods}";
    private const string Failed = $"{Calls}, error_type!=\"\"";
    private const string Methods = $"{Job}, rpc_method=~\"$method\"";
    private const string Job = "job=~\"$job\"";

    public static IReadOnlyList<Row> Rows { get; } =
    [
        new Row("Overview",
            Number("Calls served", "reqps", "By all services that are selected.", Rate("rpc_server_call_duration_seconds_count", Calls)),
            Number("Errors", "percentunit", "The share of the calls served that failed. Declared exceptions are answers.", ErrorRatio("server", by: "")),
            Number("99th percentile", "s", "1 call in 100 took longer.", Quantile(0.99, "rpc_server_call_duration_seconds", Calls)),
            Number("Under way", "short", "Requests that are being served now.", Sum("thrift_server_active_requests", Methods)),
            Overview("Methods as served", "server"),
            Overview("Methods as called", "client")),

        new Row("Servers",
            new Panel("Calls", "reqps", "Served each second.",
                new Query(Rate("rpc_server_call_duration_seconds_count", Calls, "rpc_method"), "{{rpc_method}}")),
            new Panel("Errors", "percentunit", "The share of each method's calls that failed.",
                new Query(ErrorRatio("server", "rpc_method"), "{{rpc_method}}")),
            new Panel("Errors by kind", "reqps", "INTERNAL_ERROR is an exception that the IDL does not declare; UNKNOWN_METHOD a caller with another IDL.",
                new Query(Rate("rpc_server_call_duration_seconds_count", Failed, "rpc_method, error_type"), "{{rpc_method}} {{error_type}}")),
            new Panel("Duration", "s", "From the request's first byte to the flushed reply.",
                new Query(Quantile(0.5, "rpc_server_call_duration_seconds", Calls), "50 %"),
                new Query(Quantile(0.95, "rpc_server_call_duration_seconds", Calls), "95 %"),
                new Query(Quantile(0.99, "rpc_server_call_duration_seconds", Calls), "99 %")),
            new Panel("Durations", "s", "How many calls took how long. The points are exemplars: each leads to the trace of one call.",
                new Query(Increase("rpc_server_call_duration_seconds_bucket", Calls, "le"), "{{le}}")) { Kind = PanelKind.Heatmap },
            new Panel("99th percentile by method", "s", "1 call in 100 took longer.",
                new Query(Quantile(0.99, "rpc_server_call_duration_seconds", Calls, "rpc_method"), "{{rpc_method}}")),
            new Panel("Rejected messages", "cps", "What the server could not or would not serve, by reason.",
                new Query(Rate("thrift_server_rejected_messages_total", Job, "thrift_reason"), "{{thrift_reason}}")),
            new Panel("Requests under way", "short", "By method.",
                new Query(Sum("thrift_server_active_requests", Methods, "rpc_method"), "{{rpc_method}}")),
            new Panel("Queue", "s", "How long 1 request in 100 waited behind others of its connection, and for a thread.",
                new Query(Quantile(0.99, "thrift_server_queue_duration_seconds", Methods, "rpc_method"), "{{rpc_method}}"))),

        new Row("Clients",
            new Panel("Calls", "reqps", "Made each second, by the server that they go to.",
                new Query(Rate("rpc_client_call_duration_seconds_count", Calls, "rpc_method, server_address"), "{{rpc_method}} → {{server_address}}")),
            new Panel("Errors by kind", "reqps", "Declared exceptions by name; NOT_OPEN, TIMED_OUT and END_OF_FILE when a server was not reached, too slow, or gone.",
                new Query(Rate("rpc_client_call_duration_seconds_count", Failed, "rpc_method, error_type"), "{{rpc_method}} {{error_type}}")),
            new Panel("99th percentile by method", "s", "1 call in 100 took longer, with the network and the wait for a connection.",
                new Query(Quantile(0.99, "rpc_client_call_duration_seconds", Calls, "rpc_method"), "{{rpc_method}}")),
            new Panel("Calls under way", "short", "By method.",
                new Query(Sum("thrift_client_active_requests", Methods, "rpc_method"), "{{rpc_method}}")),
            new Panel("Connections", "short", "Open now.",
                new Query(Sum("thrift_client_connections", Job, "thrift_transport"), "{{thrift_transport}}")),
            new Panel("Trace contexts not sent or not used", "cps", "Too large a baggage, or a context that could not be read.",
                new Query(Rate("thrift_context_dropped_total", Job, "thrift_dialect, thrift_reason"), "{{thrift_dialect}} {{thrift_reason}}"))),

        new Row("Messages and connections",
            new Panel("Size of requests", "bytes", "95 of 100 are smaller.",
                new Query(Quantile(0.95, "thrift_server_request_size_bytes", Methods, "rpc_method"), "{{rpc_method}}")),
            new Panel("Size of replies", "bytes", "95 of 100 are smaller.",
                new Query(Quantile(0.95, "thrift_server_response_size_bytes", Methods, "rpc_method"), "{{rpc_method}}")),
            new Panel("Trace contexts received", "cps", "By the dialect that brought them.",
                new Query(Rate("thrift_context_extracted_total", Job, "thrift_dialect"), "{{thrift_dialect}}")),
            new Panel("Connections to servers", "short", "Open now.",
                new Query(Sum("thrift_server_connections", Job, "job, thrift_transport"), "{{job}} {{thrift_transport}}")),
            new Panel("Connections closed", "cps", "By reason. protocol_error is a peer that speaks something else.",
                new Query(Rate("thrift_server_connection_duration_seconds_count", Job, "thrift_close_reason"), "{{thrift_close_reason}}")),
            new Panel("Life of connections", "s", "Half of them were closed sooner. Short lives cost a handshake each.",
                new Query(Quantile(0.5, "thrift_server_connection_duration_seconds", Job, "job"), "{{job}}"))),

        new Row("Phases (with the option RecordPhases)",
            Phases("server", "Where a served call's time goes."),
            Phases("client", "Where a made call's time goes; wait is the network and the server.")),

        new Row("Runtime",
            new Panel("CPU", "percentunit", "1 is one core.",
                new Query(Rate("dotnet_process_cpu_time_seconds_total", Job, "job, instance"), "{{job}} {{instance}}")),
            new Panel("Memory", "bytes", "The process's working set, and the heap after the latest collection.",
                new Query(Sum("dotnet_process_memory_working_set_bytes", Job, "job, instance"), "{{job}} {{instance}} working set"),
                new Query(Sum("dotnet_gc_last_collection_heap_size_bytes", Job, "job, instance"), "{{job}} {{instance}} heap")),
            new Panel("Allocated", "Bps", "Bytes a second on the managed heap.",
                new Query(Rate("dotnet_gc_heap_total_allocated_bytes_total", Job, "job, instance"), "{{job}} {{instance}}")),
            new Panel("Paused by the garbage collector", "percentunit", "The share of the time in which nothing else ran.",
                new Query(Rate("dotnet_gc_pause_time_seconds_total", Job, "job, instance"), "{{job}} {{instance}}")),
            // .NET 10 has these two as counters, whence the names with _total.
            new Panel("Waiting for a thread", "short", "Work items in the thread pool's queue. Handlers that block make it grow.",
                new Query("""sum by (job, instance) ({__name__=~"dotnet_thread_pool_queue_length(_total)?", job=~"$job"})""", "{{job}} {{instance}}")),
            new Panel("Threads", "short", "Of the thread pool.",
                new Query("""sum by (job, instance) ({__name__=~"dotnet_thread_pool_thread_count(_total)?", job=~"$job"})""", "{{job}} {{instance}}")),
            new Panel("Exceptions thrown", "cps", "In the whole process, caught or not.",
                new Query(Rate("dotnet_exceptions_total", Job, "error_type"), "{{error_type}}")) { Width = 24 }),
    ];

    private static Panel Number(string title, string unit, string description, string expression) =>
        new(title, unit, description, new Query(expression, "")) { Kind = PanelKind.Number, Width = 6, Height = 4 };

    private static Panel Overview(string title, string side) => new(
        title,
        "short",
        "In the last interval. Click a heading to sort.",
        new Query(Rate($"rpc_{side}_call_duration_seconds_count", Calls, "job, rpc_method"), "Calls") { Unit = "reqps" },
        new Query(ErrorRatio(side, "job, rpc_method"), "Errors") { Unit = "percentunit" },
        new Query(Quantile(0.5, $"rpc_{side}_call_duration_seconds", Calls, "job, rpc_method"), "50 %") { Unit = "s" },
        new Query(Quantile(0.99, $"rpc_{side}_call_duration_seconds", Calls, "job, rpc_method"), "99 %") { Unit = "s" })
    {
        Kind = PanelKind.Table,
        Width = 12,
    };

    private static Panel Phases(string side, string description) => new(
        $"Phases of a {side}'s calls",
        "s",
        description,
        new Query(
            Rate($"thrift_{side}_phase_duration_seconds_sum", Methods, "thrift_phase")
                + " / ignoring(thrift_phase) group_left " + Rate($"rpc_{side}_call_duration_seconds_count", Calls),
            "{{thrift_phase}}"))
    {
        Kind = PanelKind.StackedLines,
        Width = 12,
    };

    private static string Rate(string metric, string selector, string by = "") => $"sum{By(by)}(rate({metric}{{{selector}}}[$interval]))";

    private static string Increase(string metric, string selector, string by) => $"sum{By(by)}(increase({metric}{{{selector}}}[$interval]))";

    private static string Sum(string metric, string selector, string by = "") => $"sum{By(by)}({metric}{{{selector}}})";

    private static string Quantile(double quantile, string histogram, string selector, string by = "") =>
        $"histogram_quantile({quantile.ToString(CultureInfo.InvariantCulture)}, {Rate(histogram + "_bucket", selector, by.Length == 0 ? "le" : by + ", le")})";

    // Where no call has failed yet there is no series of failed calls: 0 then.
    private static string ErrorRatio(string side, string by)
    {
        string metric = $"rpc_{side}_call_duration_seconds_count";
        return $"({Rate(metric, Failed, by)} or 0 * {Rate(metric, Calls, by)}) / {Rate(metric, Calls, by)}";
    }

    private static string By(string labels) => labels.Length == 0 ? "" : $" by ({labels}) ";
}
