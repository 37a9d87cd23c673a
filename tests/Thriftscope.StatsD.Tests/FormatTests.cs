using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Thriftscope.StatsD.Lines;
using static Thriftscope.StatsD.Tests.Reported;

namespace Thriftscope.StatsD.Tests;

public class FormatTests
{
    private static readonly KeyValuePair<string, object?>[] Tags =
        [Tag("rpc.status_code", "OK"), Tag("rpc.method", "Shop/order.v2"), Tag("empty", ""), Tag("none", null), Tag("cached", true), Tag("port", 80)];

    private static Gen<string> Texts => Gen.OneOf(
        Gen.Elements("", ".", "..", "a", "a.b", "Shop/order", "a:b", "a|b", "a@b", "a#b", "a,b", "a;b", "a=b", "[a]", "a b", "a\nb", "\r\n", "é世", "~", "{name}"),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => s.Get));

    private static Gen<(string Name, (string Key, string Value)[] Tags, double Value)> Measurements =>
        from name in Texts
        from tags in Gen.Zip(Texts, Texts).ArrayOf()
        from value in ArbMap.Default.GeneratorFor<NormalFloat>()
        select (name, tags, value.Get);

    [Theory]
    [InlineData(StatsDTagFormat.None, "shop.calls.Shop-order_v2.OK.true._.prod.80:", "|c")]
    [InlineData(StatsDTagFormat.DogStatsD, "shop.calls:", "|c|#cached:true,empty:_,env:prod,port:80,rpc.method:Shop/order.v2,rpc.status_code:OK")]
    [InlineData(StatsDTagFormat.InfluxDB, "shop.calls,cached=true,empty=_,env=prod,port=80,rpc.method=Shop/order.v2,rpc.status_code=OK:", "|c")]
    [InlineData(StatsDTagFormat.Graphite, "shop.calls;cached=true;empty=_;env=prod;port=80;rpc.method=Shop-order.v2;rpc.status_code=OK:", "|c")]
    [InlineData(StatsDTagFormat.Librato, "shop.calls#cached=true,empty=_,env=prod,port=80,rpc.method=Shop/order.v2,rpc.status_code=OK:", "|c")]
    [InlineData(StatsDTagFormat.SignalFx, "shop.calls[cached=true,empty=_,env=prod,port=80,rpc.method=Shop/order.v2,rpc.status_code=OK]:", "|c")]
    public void Each_form_has_its_own_place_for_tags(StatsDTagFormat format, string head, string tail)
    {
        StatsDOptions options = new() { TagFormat = format, Prefix = "shop." };
        options.Tags["env"] = "prod";

        new LineFormat(options).Line("calls", "c", Tags).ShouldBe(new LineText(head, tail));
    }

    [Fact]
    public void The_sampling_rate_stands_before_DogStatsD_s_tags()
    {
        LineFormat format = new(new StatsDOptions { TagFormat = StatsDTagFormat.DogStatsD });

        format.Line("calls", "ms", [Tag("a", "b")], 0.00001).Tail.ShouldBe("|ms|@0.00001|#a:b");
    }

    [Theory]
    [InlineData("{name}.{rpc.method}.{rpc.status_code}", "calls.Shop-order_v2.OK:", "|c")]
    [InlineData("{rpc.status_code}.{name}", "OK.calls:", "|c")]
    [InlineData("{name}.{missing}.{rpc.status_code}", "calls.OK:", "|c")]
    [InlineData("{name}.{rpc.method}.{tags}", "calls.Shop-order_v2.OK.true._.80:", "|c")]
    public void A_template_says_which_tags_are_in_the_name_and_where(string template, string head, string tail) =>
        new LineFormat(new StatsDOptions { NameTemplate = template }).Line("calls", "c", Tags).ShouldBe(new LineText(head, tail));

    [Fact]
    public void An_error_moves_neither_method_nor_status_to_another_level()
    {
        LineFormat format = new(new StatsDOptions());
        KeyValuePair<string, object?>[] call = [Tag("rpc.system.name", "apache_thrift"), Tag("rpc.method", "Shop/order")];

        format.Line("calls", "c", [.. call, Tag("rpc.status_code", "OK")]).Head.ShouldBe("calls.Shop-order.OK.apache_thrift:");
        format.Line("calls", "c", [.. call, Tag("rpc.status_code", "SoldOut"), Tag("error.type", "SoldOut")]).Head
            .ShouldBe("calls.Shop-order.SoldOut.SoldOut.apache_thrift:");
        // Also where nobody answered.
        format.Line("calls", "c", [.. call, Tag("error.type", "TIMED_OUT")]).Head.ShouldBe("calls.Shop-order.TIMED_OUT.apache_thrift:");
    }

    [Fact]
    public void A_tag_that_is_in_the_name_is_not_sent_again()
    {
        LineFormat format = new(new StatsDOptions { NameTemplate = "{name}.{b}", TagFormat = StatsDTagFormat.DogStatsD });

        format.Line("calls", "c", [Tag("a", 1), Tag("b", 2)]).ShouldBe(new LineText("calls.2:", "|c|#a:1"));
    }

    [Fact]
    public void Tags_called_like_the_places_of_a_template_are_tags()
    {
        LineFormat format = new(new StatsDOptions { TagFormat = StatsDTagFormat.InfluxDB });

        format.Line("calls", "c", [Tag("name", "n"), Tag("tags", "t")]).Head.ShouldBe("calls,name=n,tags=t:");
    }

    [Fact]
    public void The_order_in_which_tags_are_passed_makes_no_difference()
    {
        LineFormat format = new(new StatsDOptions());

        format.Line("calls", "c", [Tag("a", 1), Tag("b", 2)]).ShouldBe(format.Line("calls", "c", [Tag("b", 2), Tag("a", 1)]));
    }

    [Fact]
    public void A_tag_of_the_measurement_goes_before_a_constant_one()
    {
        StatsDOptions options = new();
        options.Tags["env"] = "prod";

        new LineFormat(options).Line("calls", "c", [Tag("env", "test")]).Head.ShouldBe("calls.test:");
    }

    [Theory]
    [InlineData(StatsDTagFormat.DogStatsD, "größe", "größe")]
    [InlineData(StatsDTagFormat.InfluxDB, "größe", "gr__e")]
    public void DogStatsD_carries_the_letters_of_every_language(StatsDTagFormat format, string value, string sent)
    {
        LineText line = new LineFormat(new StatsDOptions { TagFormat = format }).Line("calls", "c", [Tag("a", value)]);

        (line.Head + line.Tail).ShouldContain(sent);
    }

    [Theory]
    [InlineData(StatsDTagFormat.None)]
    [InlineData(StatsDTagFormat.DogStatsD)]
    [InlineData(StatsDTagFormat.InfluxDB)]
    [InlineData(StatsDTagFormat.Graphite)]
    [InlineData(StatsDTagFormat.Librato)]
    [InlineData(StatsDTagFormat.SignalFx)]
    public void Whatever_a_name_and_tags_are_the_line_reads_back_as_one_name_one_value_and_those_tags(StatsDTagFormat format)
    {
        LineFormat lines = new(new StatsDOptions { TagFormat = format });
        Prop.ForAll(Measurements.ToArbitrary(), m =>
        {
            // A key that comes twice counts once, the last time.
            Dictionary<string, string> tags = [];
            foreach ((string key, string text) in m.Tags)
                tags[key] = text;
            LineText line = lines.Line(m.Name, "ms", [.. m.Tags.Select(t => Tag(t.Key, t.Value))], 0.5);
            byte[] number = new byte[Number.MaxLength];
            string written = System.Text.Encoding.ASCII.GetString(number, 0, Number.Write(m.Value, number));

            ParsedLine parsed = ParsedLine.Parse(line.Head + written + line.Tail, format);

            parsed.Name.ShouldNotBeEmpty();
            parsed.Name.Split('.').ShouldAllBe(level => level.Length > 0);
            parsed.Name.ShouldAllBe(c => char.IsAsciiLetterOrDigit(c) || c == '.' || c == '_' || c == '-');
            double value = double.Parse(parsed.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            if (Math.Abs(m.Value) is 0 or > 1e-4)
                value.ShouldBe(m.Value);
            else
                value.ShouldBe(m.Value, tolerance: 1e-18);
            (parsed.Type, parsed.Rate).ShouldBe(("ms", "0.5"));
            if (format == StatsDTagFormat.None)
            {
                // As many levels as the name has, and one for each tag.
                int levels = m.Name.Split('.').Count(level => level.Length > 0) + tags.Count;
                parsed.Name.Split('.').Length.ShouldBe(Math.Max(levels, 1));
            }
            else
            {
                // Keys that are the same when they are safe to send are sent once, with the value of the first.
                Func<string, string> safe = format switch
                {
                    StatsDTagFormat.DogStatsD => SafeText.UnicodeTag,
                    StatsDTagFormat.Graphite => SafeText.NamePart,
                    _ => SafeText.Tag,
                };
                parsed.Tags.ShouldBe(tags.OrderBy(t => t.Key, StringComparer.Ordinal)
                    .Select(t => new KeyValuePair<string, string>(safe(t.Key), safe(t.Value)))
                    .DistinctBy(t => t.Key));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }
}
