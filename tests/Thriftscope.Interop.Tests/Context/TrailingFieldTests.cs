using System.Diagnostics;
using System.Text;

namespace Thriftscope.Interop.Tests.Context;

/// <summary>The bytes of the trailing context field, as our client sends it.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class TrailingFieldTests
{
    // A oneway message "note", sequence id 1, with its arguments: string 1 "hi" and i32 2 5.
    private const string Request = "80010004" + "00000004" + "6e6f7465" + "00000001" + "0b0001" + "00000002" + "6869" + "080002" + "00000005";
    private const string Stop = "00";

    [Fact]
    public async Task The_context_of_the_client_span_stands_just_before_the_stop()
    {
        string sent = "";

        Activity[] spans = await RecordedSpans.OfAsync(async () => sent = await SendAsync());

        sent.ShouldBe(Request + Field(spans.ShouldHaveSingleItem(), flags: "01") + Stop);
    }

    [Fact]
    public async Task Without_a_listener_the_context_is_that_of_the_callers_activity()
    {
        using Activity caller = new Activity("caller").Start();

        string sent = await SendAsync();

        sent.ShouldBe(Request + Field(caller, flags: "00") + Stop);
    }

    [Fact]
    public async Task Without_a_listener_and_an_activity_there_is_no_field() => (await SendAsync()).ShouldBe(Request + Stop);

    private static async Task<string> SendAsync()
    {
        using CapturingServer server = new();
        await using (ServiceClient client = await InteropIdl.ConnectAsync(server.Endpoint))
            await client.CallAsync("note", "hi", 5);
        return Convert.ToHexStringLower(await server.ReceivedAsync());
    }

    // A map (0d) with the id 8888 (22b8) of strings (0b) to strings (0b) with one entry.
    private static string Field(Activity activity, string flags) =>
        "0d" + "22b8" + "0b0b" + "00000001" + Text("traceparent") + Text($"00-{activity.TraceId}-{activity.SpanId}-{flags}");

    private static string Text(string text) => $"{text.Length:x8}{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text))}";
}
