using Thriftscope.AspNetCore;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Typed.Tests.Passing;

namespace Thriftscope.Typed.Tests.Calls;

/// <summary>What a typed service passes on that it does not know itself.</summary>
public sealed class PassingTests
{
    private static readonly ThriftModule Later = ThriftModule.Load(
        new StringReader(
            """
            struct Parcel { 1: string name, 2: string packed_by, 3: i32 weight }
            union Way { 1: string road, 2: string rail }
            service Post { Parcel send(1: Parcel parcel, 2: Way way) }
            """),
        "later");

    [Fact]
    public async Task An_interceptor_that_only_looks_at_the_arguments_takes_nothing_away()
    {
        Onlooker onlooker = new();
        ThriftServerOptions options = new() { Interceptors = { onlooker } };
        await using ThriftServer server = await ThriftServer.StartAsync<IPost>("tcp://127.0.0.1:0", new Office(), options);
        await using ServiceClient client = Later.Service("Post").CreateClient(server.Endpoint);

        ThriftStruct sent = await client.CallAsync<ThriftStruct>("send", new { name = "a", packed_by = "b", weight = 7 }, new { rail = "north" }).InTime();

        sent["weight"].ShouldBe(7);
        onlooker.Seen.ShouldBe("send{parcel=Parcel{name=\"a\", packed_by=\"b\"}, way=Way{}}");
    }

    [Fact]
    public async Task Generated_values_go_through_the_dynamic_side()
    {
        await using ThriftServer server = await ThriftServer.StartAsync<IPost>("tcp://127.0.0.1:0", new Office());
        await using ServiceClient client = PassingIdl.Document.Module.Service("Post").CreateClient(server.Endpoint);
        Parcel parcel = new() { Name = "a", Packer = "b" };

        (await client.CallAsync<Parcel>("send", parcel, Way.OfRoad("west")).InTime()).ShouldBe(parcel);
        (await Should.ThrowAsync<ThriftValueException>(() => client.CallAsync<Parcel>("send", Way.OfRoad("west"), Way.OfRoad("west")).InTime())).Message.ShouldContain("expected Parcel");
    }

    [Fact]
    public async Task A_field_8888_of_ones_own_is_an_argument_unless_it_looks_like_a_context()
    {
        await using ThriftServer server = await ThriftServer.StartAsync<IPost>("tcp://127.0.0.1:0", new Office());
        await using PostClient client = new(server.Endpoint.ToString());

        (await client.OwnAsync(new Dictionary<string, string> { ["a"] = "b" }).InTime()).ShouldHaveSingleItem().Value.ShouldBe("b");
        (await client.OwnAsync(new Dictionary<string, string> { ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }).InTime()).ShouldBeEmpty();
    }

    [Fact]
    public void A_thrown_exception_tells_its_fields_and_where_it_was_thrown()
    {
        Lost lost = Should.Throw<Lost>(() => new Office().Lose("Pisa"));
        lost.Message.ShouldBe("Lost{place=\"Pisa\"}");
        lost.ToString().ShouldContain("Lost{place=\"Pisa\"}");
        lost.ToString().ShouldContain(nameof(Office.Lose));
        new OfOnesOwn().ToString().ShouldContain("OfOnesOwn");
    }

    private sealed class OfOnesOwn() : ThriftDeclaredException("OfOnesOwn");

    private sealed class Onlooker : IThriftInterceptor
    {
        public string? Seen { get; private set; }

        public ValueTask<object?> InvokeAsync(ThriftCallContext context, ThriftCallDelegate next)
        {
            Seen = context.Arguments.ToString();
            return next(context);
        }
    }

    private sealed class Office : IPost
    {
        public Task<Parcel> SendAsync(Parcel parcel, Way way, CancellationToken cancellationToken) => Task.FromResult(parcel);

        public Task<Dictionary<string, string>> OwnAsync(IReadOnlyDictionary<string, string> context, CancellationToken cancellationToken) =>
            Task.FromResult(context.ToDictionary());

        public void Lose(string place) => throw new Lost { Place = place };
    }
}
