using kitchen.sink;
using Thriftscope.AspNetCore;
using Thriftscope.Wire;

namespace Thriftscope.Typed.Tests;

public sealed class FailurePlaceTests
{
    [Theory]
    [InlineData(ThriftProtocol.Binary)]
    [InlineData(ThriftProtocol.Compact)]
    public void A_failure_to_read_a_struct_names_the_field(ThriftProtocol protocol)
    {
        byte[] bytes = ThriftSerializer.Serialize(new Recursive { Children = [new(), new() { Children = [new()] }] }, protocol);
        ThriftProtocolException failure = Should.Throw<ThriftProtocolException>(() => ThriftSerializer.Deserialize<Recursive>(bytes.AsMemory(0, bytes.Length - 3), protocol));
        failure.Path.ShouldBe("Recursive.children[1].children[0]");
        failure.Error.ShouldBe(ThriftProtocolError.Truncated);
    }

    [Fact]
    public async Task A_request_that_cannot_be_read_is_answered_with_the_place()
    {
        await using ThriftServer server = await ThriftServer.StartAsync<IKitchen>("tcp://127.0.0.1:0", new Cook());
        ThriftModule other = ThriftModule.Load(new StringReader("service Kitchen { i32 cook(1: string dish, 3: list<string> numbers) }"), "other");
        await using ServiceClient client = other.Service("Kitchen").CreateClient(server.Endpoint);
        ThriftApplicationException refused = await Should.ThrowAsync<ThriftApplicationException>(() => client.CallAsync<int>("cook", "soup", new[] { "one" }));
        refused.Error.ShouldBe(ThriftApplicationError.ProtocolError);
        refused.Message.ShouldContain("cook.numbers");
    }

    [Fact]
    public async Task A_reply_that_cannot_be_read_has_its_place()
    {
        ThriftModule other = ThriftModule.Load(new StringReader("service Kitchen { map<i64, map<i32, string>> search(1: string text, 2: i32 page) }"), "other");
        await using ThriftServer server = await other.Service("Kitchen").ServeAsync("tcp://127.0.0.1:0", new Searcher());
        await using KitchenClient client = new(server.Endpoint.ToString());
        ThriftProtocolException failure = await Should.ThrowAsync<ThriftProtocolException>(() => client.SearchAsync("soup", 1));
        failure.Path.ShouldStartWith("search.success");
    }

    private sealed class Searcher
    {
        public Dictionary<long, Dictionary<int, string>> Search(string text, int page) => new() { [1] = new() { [page] = text } };
    }
}
