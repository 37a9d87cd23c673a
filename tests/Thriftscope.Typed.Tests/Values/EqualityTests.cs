using Thriftscope.Generated;
using Thriftscope.Typed.Tests.Elsewhere;
using Thriftscope.Typed.Tests.Idl;

namespace Thriftscope.Typed.Tests.Values;

/// <summary>Values that a program makes itself.</summary>
public sealed class EqualityTests
{
    [Fact]
    public void An_exception_in_a_struct_is_compared_by_its_fields()
    {
        Lists one = new() { Problems = [new Problem { Code = 1 }] };
        Lists same = new() { Problems = [new Problem { Code = 1 }] };
        Lists other = new() { Problems = [new Problem { Code = 2 }] };

        one.ShouldBe(same);
        one.GetHashCode().ShouldBe(same.GetHashCode());
        one.ShouldNotBe(other);
        (one with { Problem = new Problem { Code = 3 } }).ShouldBe(same with { Problem = new Problem { Code = 3 } });
        (one with { Problem = new Problem { Code = 3 } }).ShouldNotBe(one with { Problem = new Problem { Code = 4 } });
    }

    [Fact]
    public void Sets_and_maps_are_equal_in_any_order_and_lists_in_one()
    {
        new Sets { Mediums = [1, 2, 3] }.ShouldBe(new Sets { Mediums = [3, 2, 1] });
        new Maps { Tinies = { [1] = 2, [3] = 4 } }.ShouldBe(new Maps { Tinies = { [3] = 4, [1] = 2 } });
        new Lists { Mediums = [1, 2] }.ShouldNotBe(new Lists { Mediums = [2, 1] });
    }

    [Fact]
    public void Keys_are_found_by_their_content()
    {
        Maps maps = new()
        {
            Raws = { ["abc"u8.ToArray()] = Guid.Empty },
            Lists = { [[1, 2]] = [0.5] },
            Anys = { [Any.OfNumbers([1])] = Any.OfFlag(true) },
        };

        maps.Raws.ContainsKey("abc"u8.ToArray()).ShouldBeTrue();
        maps.Lists.ContainsKey([1, 2]).ShouldBeTrue();
        maps.Anys.ContainsKey(Any.OfNumbers([1])).ShouldBeTrue();
        new Dictionary<Problem, int>(ThriftComparer.For<Problem>()) { [new Problem { Code = 1 }] = 1 }.ContainsKey(new Problem { Code = 1 }).ShouldBeTrue();
    }

    [Fact]
    public void A_copy_with_a_change_leaves_the_first_as_it_was()
    {
        Point point = new() { X = 1, Y = 2 };
        Point moved = point with { X = 5 };

        (point.X, moved.X, moved.Y).ShouldBe((1, 5, 2));
    }

    [Fact]
    public void A_new_object_has_the_defaults_of_the_IDL_of_its_own()
    {
        Defaults one = new();
        one.Numbers.Add(4);
        one.Origin.X = 9;

        new Defaults().Numbers.ShouldBe([1, 2, 3]);
        new Defaults().Origin.ShouldBe(new Point { X = 0, Y = 0 });
        ThriftSerializer.ToJson(new Defaults()).ShouldBe(ThriftSerializer.ToJson(ThriftSerializer.FromJson(Defaults.Schema, "{}")));
    }

    [Fact]
    public void Two_parts_of_a_union_can_not_be_written()
    {
        Any both = Any.OfFlag(true) with { Text = "too" };

        Should.Throw<ThriftValueException>(() => ThriftSerializer.Serialize(both)).Message.ShouldContain("the union Any needs one field with a value, and has 2");
        Should.Throw<ThriftValueException>(() => ThriftSerializer.Serialize(new Any())).Message.ShouldContain("has 0");
    }

    [Fact]
    public void A_null_where_none_may_be_is_told_before_it_is_written()
    {
        Should.Throw<ThriftValueException>(() => ThriftSerializer.Serialize(new Refused { Reason = null! })).Message.ShouldContain("Refused.reason");
        Should.Throw<ThriftValueException>(() => ThriftSerializer.Serialize(new Lists { Texts = [null!] }));
        Should.Throw<ThriftValueException>(() => ThriftSerializer.Serialize(new Maps { Reals = { [1] = null! } }));
        ThriftSerializer.Deserialize<Plain>(ThriftSerializer.Serialize(new Plain { Text = null! })).Text.ShouldBe("");
    }

    [Fact]
    public void Members_and_keys_that_a_peer_has_chosen_do_not_collide()
    {
        // Their own hash codes are all zero.
        int[] codes = [.. Enumerable.Range(0, 100).Select(i => new Plain { Large = ((long)i << 32) | (uint)i }.GetHashCode())];
        codes.Distinct().Count().ShouldBeGreaterThan(90);

        IEqualityComparer<Color> ofEnums = ThriftComparer.For<Color>()!;
        Enumerable.Range(0, 100).Select(i => ofEnums.GetHashCode((Color)(i * 1024)) % 1024).Distinct().Count().ShouldBeGreaterThan(50);
    }
}
