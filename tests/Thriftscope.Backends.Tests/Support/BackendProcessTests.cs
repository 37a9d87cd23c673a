namespace Thriftscope.Backends.Tests;

public class BackendProcessTests
{
    private const string Last = "the last of all lines";

    [Fact]
    public async Task A_line_that_was_printed_just_before_the_end_is_seen()
    {
        await using BackendProcess process = Printing(Last);

        (await process.LineAsync(line => line == Last)).ShouldBe(Last);
    }

    [Fact]
    public async Task The_end_of_a_program_is_told_with_all_that_it_printed()
    {
        await using BackendProcess process = Printing(Last);

        InvalidOperationException ended = await Should.ThrowAsync<InvalidOperationException>(process.LineAsync(_ => false));

        ended.Message.ShouldEndWith(Last);
    }

    private static BackendProcess Printing(string last) => BackendProcess.Start("sh", "-c", $"seq 200000; echo {last}");
}
