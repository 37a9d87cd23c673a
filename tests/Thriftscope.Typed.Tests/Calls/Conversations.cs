using FsCheck;
using FsCheck.Fluent;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Schema;
using Thriftscope.Tests.Random;
using Thriftscope.Typed.Tests.Elsewhere;
using Thriftscope.Typed.Tests.Idl;
using Thriftscope.Typed.Tests.Values;

namespace Thriftscope.Typed.Tests.Calls;

/// <summary>Every method of the service, called by a typed and by a dynamic client, which look at what comes back.</summary>
internal static class Conversations
{
    private static readonly double[] Doubles = [0, 1.5, double.MaxValue, double.Epsilon, double.NaN, double.PositiveInfinity];
    private static readonly string[] Strings = ["", "ä€𝄞", "a\"\\\n\0b"];
    private static readonly byte[] Bytes = [0, 255, 128, 1];

    public static ThriftModule Module { get; } = ThriftModule.Load(Path.Combine(AppContext.BaseDirectory, "Idl", "everything.thrift"));

    /// <param name="client">The client.</param>
    /// <param name="server">What the server calls itself.</param>
    public static async Task SpeakAsync(IFurther client, string server)
    {
        (await client.EchoBoolAsync(true).InTime()).ShouldBeTrue();
        (await client.EchoI8Async(sbyte.MinValue).InTime()).ShouldBe(sbyte.MinValue);
        (await client.EchoI16Async(short.MinValue).InTime()).ShouldBe(short.MinValue);
        (await client.EchoI32Async(int.MinValue).InTime()).ShouldBe(int.MinValue);
        (await client.EchoI64Async(long.MinValue).InTime()).ShouldBe(long.MinValue);
        foreach (double value in Doubles)
            (await client.EchoDoubleAsync(value).InTime()).ShouldBe(value);
        foreach (string value in Strings)
            (await client.EchoStringAsync(value).InTime()).ShouldBe(value);
        (await client.EchoBinaryAsync(Bytes).InTime()).ShouldBe(Bytes);
        Guid uuid = Guid.NewGuid();
        (await client.EchoUuidAsync(uuid).InTime()).ShouldBe(uuid);
        (await client.EchoColorAsync(Color.Blue).InTime()).ShouldBe(Color.Blue);
        (await client.EchoColorAsync((Color)77).InTime()).ShouldBe((Color)77);
        foreach (Plain value in Values<Plain>())
            (await client.EchoPlainAsync(value).InTime()).ShouldBe(value);
        foreach (Any value in Values<Any>())
            (await client.EchoAnyAsync(value).InTime()).ShouldBe(value);
        foreach (Tree value in Values<Tree>())
            (await client.EchoTreeAsync(value).InTime()).ShouldBe(value);
        foreach (Place value in Values<Place>())
            (await client.EchoPlaceAsync(value).InTime()).ShouldBe(value);
        Plain[] list = [.. Values<Plain>()];
        (await client.EchoListAsync(list).InTime()).ShouldBe(list);
        (await client.EchoSetAsync(new SortedSet<long> { 1, -1, long.MaxValue }).InTime()).ShouldBe([1, -1, long.MaxValue], ignoreOrder: true);
        Dictionary<Color, List<byte[]>> colors = (await client.EchoMapAsync(new SortedDictionary<string, Dictionary<Color, List<byte[]>>> { ["a"] = new() { [Color.Far] = [Bytes] } }).InTime())["a"];
        colors[Color.Far].ShouldHaveSingleItem().ShouldBe(Bytes);

        (await client.WeaveAsync("z", "a", null, false).InTime()).ShouldBe("a/none/False/z");
        (await client.WeaveAsync("z", "a", 5, true).InTime()).ShouldBe("a/5/True/z");
        await client.PingAsync().InTime();
        await client.NoteAsync("psst").InTime();
        await InTimeExtensions.Eventually(async () => (await client.NotedAsync()).Contains("psst", StringComparison.Ordinal), "what a oneway call told is noted");

        Problem problem = await Should.ThrowAsync<Problem>(() => client.FailAsync("problem").InTime());
        (problem.Message, problem.Code, problem.Color).ShouldBe(("why", 7, Color.Green));
        problem.Details.ShouldBe(["a", "b"]);
        problem.Point.ShouldBe(new Point { X = 1, Y = 2 });
        (await Should.ThrowAsync<Problem>(() => client.CheckAsync("problem").InTime())).Name.ShouldBe("Problem");
        (await Should.ThrowAsync<Refused>(() => client.FailAsync("refused").InTime())).Cause!.Code.ShouldBe(7);
        foreach (string how in (string[])["undeclared", "broken"])
            (await Should.ThrowAsync<ThriftApplicationException>(() => client.FailAsync(how).InTime())).Error.ShouldBe(ThriftApplicationError.InternalError);
        // Of another type than the method declares.
        (await Should.ThrowAsync<ThriftApplicationException>(() => client.CheckAsync("undeclared").InTime())).Error.ShouldBe(ThriftApplicationError.InternalError);
        (await client.FailAsync("not").InTime()).ShouldBe("not");
        await client.CheckAsync("not").InTime();
        (await Should.ThrowAsync<ThriftApplicationException>(() => client.NothingAsync().InTime())).Error.ShouldBe(ThriftApplicationError.MissingResult);
        (await Should.ThrowAsync<ThriftApplicationException>(() => client.NothingPlainAsync().InTime())).Message.ShouldContain("NothingPlain", Case.Insensitive);

        (await client.WhoAreYouAsync().InTime()).ShouldBe(server);
        (await client.MoveAsync(new Point { X = 1, Y = 2 }, 3).InTime()).ShouldBe(new Point { X = 4, Y = 2 });
        Lost lost = await Should.ThrowAsync<Lost>(() => client.MoveAsync(new Point { X = 1, Y = 2 }, 0).InTime());
        (lost.Where, lost.Last).ShouldBe(("nowhere", new Point { X = 1, Y = 2 }));
        (await client.MoreAsync(1).InTime()).ShouldBe(2);
    }

    /// <param name="client">The client.</param>
    /// <param name="server">What the server calls itself.</param>
    public static async Task SpeakAsync(ServiceClient client, string server)
    {
        (await client.CallAsync<bool>("echoBool", true).InTime()).ShouldBeTrue();
        (await client.CallAsync<sbyte>("echoI8", sbyte.MinValue).InTime()).ShouldBe(sbyte.MinValue);
        (await client.CallAsync<short>("echoI16", short.MinValue).InTime()).ShouldBe(short.MinValue);
        (await client.CallAsync<int>("echoI32", int.MinValue).InTime()).ShouldBe(int.MinValue);
        (await client.CallAsync<long>("echoI64", long.MinValue).InTime()).ShouldBe(long.MinValue);
        foreach (double value in Doubles)
            (await client.CallAsync<double>("echoDouble", value).InTime()).ShouldBe(value);
        foreach (string value in Strings)
            (await client.CallAsync<string>("echoString", value).InTime()).ShouldBe(value);
        (await client.CallAsync<byte[]>("echoBinary", Bytes).InTime()).ShouldBe(Bytes);
        Guid uuid = Guid.NewGuid();
        (await client.CallAsync<Guid>("echoUuid", uuid).InTime()).ShouldBe(uuid);
        (await client.CallAsync<int>("echoColor", "BLUE").InTime()).ShouldBe(-5);
        (await client.CallAsync<int>("echoColor", 77).InTime()).ShouldBe(77);
        foreach (string method in (string[])["echoPlain", "echoAny", "echoTree", "echoPlace", "echoList", "echoSet", "echoMap"])
        {
            TypeSchema type = client.Service.FindMethod(method)!.Arguments.Fields[0].Type;
            foreach (object value in RandomValue.Of(type, 4).Sample(4, new Rnd(5), 20))
            {
                object complete = value is ThriftStruct s ? Completed.Of(s) : value;
                object result = await client.CallAsync<object>(method, complete).InTime();
                // In a list of structs, a typed server fills up what was not sent.
                if (method != "echoList")
                    Content.AreEqual(result, complete).ShouldBeTrue(method);
            }
        }

        (await client.CallAsync<string>("weave", "z", "a", null, false).InTime()).ShouldBe("a/none/False/z");
        (await client.CallAsync<string>("weave", new ThriftArguments { ["first"] = "a", ["last"] = "z" }).InTime()).ShouldBe("a/none/True/z");
        await client.CallAsync("ping").InTime();
        await client.CallAsync("note", "psst").InTime();
        await InTimeExtensions.Eventually(async () => (await client.CallAsync<string>("noted")).Contains("psst", StringComparison.Ordinal), "what a oneway call told is noted");

        ThriftDeclaredException problem = await Should.ThrowAsync<ThriftDeclaredException>(() => client.CallAsync("fail", "problem").InTime());
        problem.Value.ToString().ShouldBe("Problem{message=\"why\", code=7, color=GREEN, details=[\"a\", \"b\"], point=Point{x=1, y=2}, value=\"\"}");
        (await Should.ThrowAsync<ThriftDeclaredException>(() => client.CallAsync("check", "problem").InTime())).Name.ShouldBe("Problem");
        (await Should.ThrowAsync<ThriftDeclaredException>(() => client.CallAsync("fail", "refused").InTime())).Value.Get<ThriftStruct>("cause")!["code"].ShouldBe(7);
        foreach (string how in (string[])["undeclared", "broken"])
            (await Should.ThrowAsync<ThriftApplicationException>(() => client.CallAsync("fail", how).InTime())).Error.ShouldBe(ThriftApplicationError.InternalError);
        (await client.CallAsync<string>("fail", "not").InTime()).ShouldBe("not");
        await client.CallAsync("check", "not").InTime();
        (await Should.ThrowAsync<ThriftApplicationException>(() => client.CallAsync("nothing").InTime())).Error.ShouldBe(ThriftApplicationError.MissingResult);

        (await client.CallAsync<string>("whoAreYou").InTime()).ShouldBe(server);
        (await client.CallAsync<ThriftStruct>("move", new { x = 1, y = 2 }, 3).InTime()).ToString().ShouldBe("Point{x=4, y=2}");
        (await Should.ThrowAsync<ThriftDeclaredException>(() => client.CallAsync("move", new { x = 1, y = 2 }, 0).InTime())).Value["where"].ShouldBe("nowhere");
        (await client.CallAsync<int>("more", 1).InTime()).ShouldBe(2);
    }

    private static IEnumerable<T> Values<T>()
        where T : IThriftStruct<T> =>
        RandomValue.Struct(T.Schema, 4).Sample(4, new Rnd(3), 20).Select(v => ThriftSerializer.Deserialize<T>(ThriftSerializer.Serialize(v)));
}
