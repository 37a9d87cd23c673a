using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Thriftscope.Schema;
using Thriftscope.Tests.Random;

namespace Thriftscope.Typed.Tests.Values;

/// <summary>Random values of every generated type: the typed side against the dynamic one.</summary>
public sealed class DifferentialTests
{
    private const int Cases = 60;

    private static readonly Regex Members = new(@"(?<=[=\[{ ])(Red|RED|Green|GREEN|Blue|BLUE|Far|FAR|Left|LEFT|Right|RIGHT)(?=[,:}\]])");

    public static TheoryData<TypedType> Types => [.. TypedType.All];

    public static TheoryData<TypedType, ThriftProtocol> TypesAndProtocols =>
        [.. from type in TypedType.All from protocol in Enum.GetValues<ThriftProtocol>() select new TheoryDataRow<TypedType, ThriftProtocol>(type, protocol)];

    [Theory]
    [MemberData(nameof(TypesAndProtocols))]
    public void What_the_dynamic_side_wrote_is_read_and_written_again_byte_by_byte(TypedType type, ThriftProtocol protocol) => ForAll(type, value =>
    {
        ThriftStruct complete = Completed.Of(value);
        byte[] bytes = ThriftSerializer.Serialize(complete, protocol);

        byte[] again = type.Write(type.Read(bytes, protocol), protocol);

        Convert.ToHexString(again).ShouldBe(Convert.ToHexString(bytes));
        ThriftSerializer.Deserialize(type.Schema, again, protocol).ShouldBe(complete);
    });

    [Theory]
    [MemberData(nameof(TypesAndProtocols))]
    public void A_field_that_did_not_come_is_empty_or_has_its_default(TypedType type, ThriftProtocol protocol) => ForAll(type, value =>
    {
        object typed = type.Read(ThriftSerializer.Serialize(value, protocol), protocol);

        ThriftSerializer.Deserialize(type.Schema, type.Write(typed, protocol), protocol).ShouldBe(Completed.Of(value));
    });

    [Theory]
    [MemberData(nameof(Types))]
    public void Values_are_equal_where_the_dynamic_ones_are(TypedType type)
    {
        if (typeof(ThriftException).IsAssignableFrom(type.Typed(AnyOf(type)).GetType()))
            return;
        ThriftStruct? last = null;
        ForAll(type, value =>
        {
            ThriftStruct complete = Completed.Of(value);
            object typed = type.Typed(complete);
            object copy = type.Typed(complete);

            copy.ShouldNotBeSameAs(typed);
            copy.Equals(typed).ShouldBeTrue();
            copy.GetHashCode().ShouldBe(typed.GetHashCode());
            if (last is not null)
                type.Typed(last).Equals(typed).ShouldBe(last.Equals(complete));
            last = complete;
        });
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void JSON_for_people_is_the_same(TypedType type) => ForAll(type, value =>
    {
        ThriftStruct complete = Completed.Of(value);
        object typed = type.Typed(complete);

        string json = type.ToJson(typed);

        json.ShouldBe(ThriftSerializer.ToJson(complete));
        Convert.ToHexString(type.Write(type.FromJson(json), ThriftProtocol.Binary)).ShouldBe(Convert.ToHexString(ThriftSerializer.Serialize(complete)));
    });

    [Theory]
    [MemberData(nameof(Types))]
    public void The_text_is_the_same(TypedType type) => ForAll(type, value =>
    {
        ThriftStruct complete = Completed.Of(value);

        // Members of enums have C#'s names here; the dynamic side has the IDL's, and in collections their numbers.
        object typed = type.Typed(complete);
        Numbered(typed is Exception e ? e.Message : typed.ToString()!).ShouldBe(Numbered(complete.ToString()), $"{complete}");
    });

    private static string Numbered(string text) => Members.Replace(text, m => m.Value.ToUpperInvariant() switch
    {
        "RED" => "1",
        "GREEN" => "2",
        "BLUE" => "-5",
        "FAR" => "70000",
        "LEFT" => "1",
        _ => "2",
    });

    private static ThriftStruct AnyOf(TypedType type) => RandomValue.Struct(type.Schema, 4).Sample(1, new Rnd(1), 20)[0];

    private static void ForAll(TypedType type, Action<ThriftStruct> holds) => Properties.ForAll(Cases, RandomValue.Struct(type.Schema, 4), holds);
}
