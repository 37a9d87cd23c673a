using FsCheck.Fluent;
using Thriftscope.Tests.Random;
using Thriftscope.Typed.Tests.Versions;

namespace Thriftscope.Typed.Tests.Values;

/// <summary>Fields of a later version of the IDL, at a program that has the earlier one.</summary>
public sealed class UnknownFieldTests
{
    public static TheoryData<ThriftProtocol> Protocols => [.. Enum.GetValues<ThriftProtocol>()];

    // ThriftPy's JSON has no ids: what a name stands for, only the IDL tells.
    public static TheoryData<ThriftProtocol, ThriftProtocol> Pairs =>
        [.. from a in Enum.GetValues<ThriftProtocol>() from b in Enum.GetValues<ThriftProtocol>()
            where a != ThriftProtocol.ThriftPyJson && b != ThriftProtocol.ThriftPyJson
            select new TheoryDataRow<ThriftProtocol, ThriftProtocol>(a, b)];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void They_are_skipped(ThriftProtocol protocol) => Properties.ForAll(100, RandomValue.Struct(Later.Schema, 4), later =>
    {
        Plain plain = ThriftSerializer.Deserialize<Plain>(ThriftSerializer.Serialize(later, protocol), protocol);

        plain.ShouldBe(new Plain { Name = later.Get<string>("name") ?? "" });
    });

    [Theory]
    [MemberData(nameof(Pairs))]
    public void They_are_kept_where_the_IDL_says_so(ThriftProtocol from, ThriftProtocol to) => Properties.ForAll(100, RandomValue.Struct(Later.Schema, 4), later =>
    {
        Keeper keeper = ThriftSerializer.Deserialize<Keeper>(ThriftSerializer.Serialize(later, from), from);
        ThriftStruct again = ThriftSerializer.Deserialize(Later.Schema, ThriftSerializer.Serialize(keeper, to), to);

        later["name"] ??= "";
        again.ShouldBe(later);
        (keeper.UnknownFields?.Count ?? 0).ShouldBe(later.Fields.Count() - 1);
    });

    [Theory]
    [MemberData(nameof(Pairs))]
    public void They_are_kept_in_unions_and_collections_too(ThriftProtocol from, ThriftProtocol to) => Properties.ForAll(100, RandomValue.Struct(LaterHolder.Schema, 4), later =>
    {
        KeeperHolder keeper = ThriftSerializer.Deserialize<KeeperHolder>(ThriftSerializer.Serialize(later, from), from);
        ThriftStruct again = ThriftSerializer.Deserialize(LaterHolder.Schema, ThriftSerializer.Serialize(keeper, to), to);

        foreach (ThriftStruct each in later.Get<List<ThriftStruct>>("all") ?? [])
            each["name"] ??= "";
        later["all"] ??= Array.Empty<object>();
        again.ShouldBe(later);
    });

    [Theory]
    [InlineData(ThriftProtocol.Binary, ThriftProtocol.Compact)]
    [InlineData(ThriftProtocol.Compact, ThriftProtocol.Binary)]
    [InlineData(ThriftProtocol.Compact, ThriftProtocol.Compact)]
    public void Bytes_that_are_no_text_are_kept_between_binary_protocols(ThriftProtocol from, ThriftProtocol to) => Properties.ForAll(100, RandomValue.Struct(LaterRaw.Schema, 4), later =>
    {
        Keeper keeper = ThriftSerializer.Deserialize<Keeper>(ThriftSerializer.Serialize(later, from), from);

        later["name"] ??= "";
        ThriftSerializer.Deserialize(LaterRaw.Schema, ThriftSerializer.Serialize(keeper, to), to).ShouldBe(later);
    });

    [Fact]
    public void ThriftPys_JSON_loses_them_and_is_read_by_others_all_the_same()
    {
        byte[] bytes = ThriftSerializer.Serialize(new Later { Name = "a", Tiny = 3, Text = "b" }, ThriftProtocol.ThriftPyJson);
        ThriftSerializer.Deserialize<Keeper>(bytes, ThriftProtocol.ThriftPyJson).ShouldBe(new Keeper { Name = "a" });

        Keeper keeper = ThriftSerializer.Deserialize<Keeper>(ThriftSerializer.Serialize(new Later { Name = "a", Tiny = 3, Text = "b" }));
        byte[] written = ThriftSerializer.Serialize(keeper, ThriftProtocol.ThriftPyJson);
        ThriftSerializer.Deserialize<Plain>(written, ThriftProtocol.ThriftPyJson).ShouldBe(new Plain { Name = "a" });
    }

    [Theory]
    [InlineData("0d0002" + "0000" + "00000000", "a map without types, as compact has it")]
    [InlineData("0f0002" + "00" + "00000000", "a list without a type")]
    [InlineData("0e0002" + "00" + "00000000", "a set without a type")]
    [InlineData("0e0002" + "01" + "00000000", "a set of nothing")]
    [InlineData("0f0002" + "63" + "00000000", "a list of a type that does not exist")]
    public void An_empty_collection_without_types_is_kept_in_JSON_too(string field, string what)
    {
        Keeper keeper = ThriftSerializer.Deserialize<Keeper>(Convert.FromHexString(field + "00"));

        foreach (ThriftProtocol protocol in Enum.GetValues<ThriftProtocol>())
            ThriftSerializer.Deserialize<Plain>(ThriftSerializer.Serialize(keeper, protocol), protocol).ShouldBe(new Plain(), $"{what}, {protocol}");
    }

    [Fact]
    public void They_count_for_equality()
    {
        Keeper Read(Later later) => ThriftSerializer.Deserialize<Keeper>(ThriftSerializer.Serialize(later));

        Read(new Later { Name = "a", Tiny = 1 }).ShouldBe(Read(new Later { Name = "a", Tiny = 1 }));
        Read(new Later { Name = "a", Tiny = 1 }).GetHashCode().ShouldBe(Read(new Later { Name = "a", Tiny = 1 }).GetHashCode());
        Read(new Later { Name = "a", Tiny = 1 }).ShouldNotBe(Read(new Later { Name = "a", Tiny = 2 }));
        Read(new Later { Name = "a", Tiny = 1 }).ShouldNotBe(new Keeper { Name = "a" });
    }

    [Fact]
    public void A_copy_that_reads_on_does_not_change_the_first()
    {
        Keeper keeper = ThriftSerializer.Deserialize<Keeper>(ThriftSerializer.Serialize(new Later { Name = "a", Tiny = 1 }));
        Keeper renamed = keeper with { Name = "b" };

        ThriftSerializer.Deserialize<Later>(ThriftSerializer.Serialize(renamed)).Tiny.ShouldBe((sbyte)1);
        ThriftSerializer.Deserialize<Later>(ThriftSerializer.Serialize(renamed)).Name.ShouldBe("b");
    }

    [Fact]
    public void An_exception_keeps_them()
    {
        KeeperProblem problem = ThriftSerializer.Deserialize<KeeperProblem>(ThriftSerializer.Serialize(new Later { Name = "a", Large = 5 }));

        ThriftSerializer.Deserialize<Later>(ThriftSerializer.Serialize(problem)).Large.ShouldBe(5);
    }
}
