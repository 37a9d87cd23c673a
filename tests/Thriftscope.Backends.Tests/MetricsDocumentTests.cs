namespace Thriftscope.Backends.Tests;

public class MetricsDocumentTests
{
    [Fact]
    public async Task The_table_of_metrics_is_what_the_code_records()
    {
        await using BackendProcess check = BackendProcess.Start("bash", Path.Combine(Repository.Root, "eng", "metrics.sh"), "--check");

        await check.WaitForExitAsync(TimeSpan.FromMinutes(5));

        check.ExitCode.ShouldBe(0, check.Output);
    }
}
