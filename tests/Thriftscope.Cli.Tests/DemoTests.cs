using System.Text.Json;

namespace Thriftscope.Cli.Tests;

public sealed class DemoTests : IDisposable
{
    private readonly string _reportFile = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");

    [Fact]
    public async Task The_demo_reports_real_calls_of_all_services()
    {
        ShellResult result = await Shell.RunAsync("demo", "--rate", "200", "--duration", "3", "--json", _reportFile);

        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(_reportFile, TestContext.Current.CancellationToken));
        JsonElement report = json.RootElement;
        JsonElement[] methods = [.. report.GetProperty("methods").EnumerateArray()];
        Dictionary<string, (long Calls, long Errors)> counts = methods.ToDictionary(
            m => m.GetProperty("method").GetString()!,
            m => (m.GetProperty("calls").GetInt64(), m.GetProperty("errors").GetInt64()));

        counts.Keys.ShouldBe(
            [
                "Gateway/browse", "Gateway/placeOrder", "Gateway/takings", "Gateway/viewed", "Inventory/quote", "Inventory/reserve",
                "Inventory/search", "Inventory/stock", "Inventory/viewed", "Payments/charge", "Payments/takings",
            ],
            ignoreOrder: true);
        long calls = report.GetProperty("calls").GetInt64();
        calls.ShouldBe(counts.Values.Sum(c => c.Calls));
        long customers = counts.Where(c => c.Key.StartsWith("Gateway/", StringComparison.Ordinal)).Sum(c => c.Value.Calls);
        customers.ShouldBeInRange(100, 700);
        report.GetProperty("traces").GetInt64().ShouldBe(customers);
        // Each call has a span at either end, and the longest way is gateway, payments, inventory.
        report.GetProperty("spans").GetInt64().ShouldBe(2 * calls);
        report.GetProperty("maxDepth").GetInt32().ShouldBe(6);
        counts["Inventory/search"].Calls.ShouldBe(counts["Gateway/browse"].Calls);
        counts["Gateway/takings"].ShouldSatisfyAllConditions(c => c.Calls.ShouldBeGreaterThan(0), c => c.Errors.ShouldBe(c.Calls));
        counts["Gateway/viewed"].Errors.ShouldBe(0);
        foreach (JsonElement method in methods)
        {
            double p50 = method.GetProperty("p50Ms").GetDouble();
            double p99 = method.GetProperty("p99Ms").GetDouble();
            p50.ShouldBeGreaterThan(0);
            p99.ShouldBeGreaterThanOrEqualTo(p50);
        }

        result.Output.ShouldContain("The latest slow or failed trace");
    }

    [Fact]
    public async Task The_demo_makes_a_number_of_calls_and_ends()
    {
        ShellResult result = await Shell.RunAsync("demo", "--rate", "500", "--calls", "120", "--json", _reportFile);

        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(_reportFile, TestContext.Current.CancellationToken));
        JsonElement customers = json.RootElement.GetProperty("customers");
        customers.GetProperty("calls").GetInt64().ShouldBe(120);
        JsonElement[] gateway = [.. json.RootElement.GetProperty("methods").EnumerateArray()
            .Where(m => m.GetProperty("method").GetString()!.StartsWith("Gateway/", StringComparison.Ordinal))];
        gateway.Sum(m => m.GetProperty("calls").GetInt64()).ShouldBe(120);
        // What telemetry says of errors is what the customers got.
        gateway.Sum(m => m.GetProperty("errors").GetInt64()).ShouldBe(customers.GetProperty("failures").GetInt64());
    }

    [Theory]
    [InlineData("header", 6)]
    [InlineData("ttheader", 6)]
    [InlineData("http", 6)]
    [InlineData("thriftpy", 6)]
    [InlineData("finagle", 6)]
    // A server's span then begins a trace, in which there are its own calls.
    [InlineData("none", 2)]
    public async Task The_services_of_the_demo_carry_the_trace_in_the_dialect_that_is_chosen(string name, int depth)
    {
        ShellResult result = await Shell.RunAsync("demo", "--context", name, "--rate", "200", "--duration", "1", "--json", _reportFile);

        result.ExitCode.ShouldBe(0, result.Error);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(_reportFile, TestContext.Current.CancellationToken));
        json.RootElement.GetProperty("calls").GetInt64().ShouldBeGreaterThan(0);
        json.RootElement.GetProperty("maxDepth").GetInt32().ShouldBe(depth);
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_noticed_before_the_demo_runs()
    {
        ShellResult result = await Shell.RunAsync("demo", "--json", Path.Combine(_reportFile, "nowhere", "report.json"));

        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain("nowhere");
        result.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--calls", "many")]
    [InlineData("--calls", "0")]
    [InlineData("--rate", "NaN")]
    [InlineData("--duration", "-1")]
    [InlineData("--prometheus-port", "99999999999")]
    [InlineData("--statsd", "")]
    public async Task A_wrong_value_is_told_once_and_without_types_of_dotnet(string option, string value)
    {
        ShellResult result = await Shell.RunAsync("demo", option, value);

        result.ExitCode.ShouldBe(4);
        result.Error.ShouldStartWith($"{option} needs a");
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        result.Error.ShouldContain("Try: thriftscope demo --help");
    }

    [Fact]
    public async Task What_does_not_reach_a_back_end_is_told_at_the_end()
    {
        string socket = $"unix://{_reportFile}.nobody";
        ShellResult result = await Shell.RunAsync("demo", "--rate", "500", "--calls", "60", "--otlp", "http://127.0.0.1:1", "--statsd", socket);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldMatch(@"http://127\.0\.0\.1:1/ has not taken .*\d+ spans\.");
        result.Output.ShouldContain($"Measurements have not reached StatsD at {socket}: ");
    }

    public void Dispose() => File.Delete(_reportFile);
}
