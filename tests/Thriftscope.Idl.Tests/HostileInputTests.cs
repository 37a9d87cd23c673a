using System.Diagnostics;

namespace Thriftscope.Idl.Tests;

/// <summary>Input that is made to overflow a stack, fill a memory or take for ever.</summary>
public class HostileInputTests
{
    private const int Many = 100_000;

    [Theory]
    [InlineData("struct S { 1: ", "list<")]
    [InlineData("struct S { 1: ", "map<i32, ")]
    [InlineData("struct S { 1: ", "map<")]
    [InlineData("const i32 X = ", "[")]
    [InlineData("const i32 X = ", "{")]
    [InlineData("const i32 X = ", "{1: ")]
    [InlineData("const i32 X = ", "{[")]
    [InlineData("struct S { ", "1: i32 a xsd_attrs { ")]
    public void Deep_nesting_is_an_error(string head, string nesting)
    {
        string[] codes = Codes(head + Repeat(nesting));

        codes.ShouldContain("THRIFT208");
        codes.Except(["THRIFT208"]).ShouldBeSubsetOf(["THRIFT401"]);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("(")]
    [InlineData("struct S {")]
    [InlineData("service S { void f(")]
    [InlineData("const ")]
    [InlineData("/*")]
    [InlineData("/**/")]
    [InlineData("'")]
    [InlineData("a.")]
    [InlineData("include ''\n")]
    [InlineData("enum E { A, ")]
    [InlineData("; ")]
    [InlineData("} ")]
    [InlineData("struct S { 1: i32 a = [ } ")]
    public void Repetition_of_nonsense_ends_quickly(string nonsense) => Codes(Repeat(nonsense)).Length.ShouldBeLessThanOrEqualTo(202);

    [Fact]
    public void A_long_chain_of_typedefs_is_followed() =>
        Codes(Chain(Many, (i, next) => $"typedef T{next} T{i}\n") + $"typedef i32 T{Many}").ShouldBeEmpty();

    [Fact]
    public void A_long_cycle_of_typedefs_is_one_error() =>
        Codes(Chain(Many, (i, next) => $"typedef T{next} T{i}\n") + $"typedef T0 T{Many}").ShouldBe(["THRIFT304"]);

    [Fact]
    public void Typedefs_that_nest_deeply_are_an_error() =>
        Codes(Chain(1000, (i, next) => $"typedef list<T{next}> T{i}\n") + "typedef i32 T1000").ShouldContain("THRIFT305");

    [Fact]
    public void Types_that_share_their_parts_are_compared_in_time()
    {
        string twins = Chain(150, (i, next) => $"typedef map<A{next}, A{next}> A{i}\ntypedef map<B{next}, B{next}> B{i}\n");

        Codes(twins + "typedef i32 A150 typedef i32 B150 const A0 X = {} const B0 Y = X").ShouldBeEmpty();
    }

    [Fact]
    public void A_long_chain_of_constants_is_an_error() =>
        Codes(Chain(Many, (i, next) => $"const i32 C{i} = C{next}\n") + $"const i32 C{Many} = 1").ShouldContain("THRIFT405");

    [Fact]
    public void A_long_chain_of_constants_in_order_is_followed() =>
        Codes("const i32 C0 = 1\n" + Chain(Many, (i, next) => $"const i32 C{next} = C{i}\n")).ShouldBeEmpty();

    [Fact]
    public void Constants_that_double_at_each_step_are_an_error()
    {
        string text = "struct S { 1: list<S> l } const list<S> C0 = [{}, {}]\n" +
            Chain(60, (i, next) => $"const list<S> C{next} = [{{'l': C{i}}}, {{'l': C{i}}}]\n");

        Codes(text).ShouldContain("THRIFT406");
    }

    [Fact]
    public void Constants_that_nest_deeper_at_each_step_are_an_error()
    {
        string text = "struct S { 1: list<S> l } const list<S> C0 = []\n" + Chain(Many, (i, next) => $"const list<S> C{next} = [{{'l': C{i}}}]\n");

        Codes(text).ShouldContain("THRIFT405");
    }

    [Fact]
    public void Constants_that_nest_and_refer_to_such_that_nest_are_an_error()
    {
        string open = string.Concat(Enumerable.Repeat("{'s': ", 150));
        string close = string.Concat(Enumerable.Repeat("}", 150));

        Codes("struct S { 1: S s }\n" + Chain(300, (i, next) => $"const S C{i} = {open}C{next}{close}\n") + "const S C300 = {}")
            .ShouldContain("THRIFT405");
    }

    [Fact]
    public void A_long_chain_of_services_is_an_error() =>
        Codes(Chain(5000, (i, next) => $"service S{i} extends S{next} {{}}\n") + "service S5000 {}").ShouldContain("THRIFT316");

    [Fact]
    public void Many_definitions_are_read_in_time() =>
        Codes(Chain(Many / 2, (i, next) => $"struct S{i} {{ 1: required S{next} s; 2: optional list<i32> l = [1, 2] }}\n") + $"struct S{Many / 2} {{}}")
            .ShouldBeEmpty();

    private static string[] Codes(string text)
    {
        var watch = Stopwatch.StartNew();
        string[] codes = [.. IdlCompiler.Parse(text, "test").Diagnostics.Select(d => d.Code)];
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        return codes;
    }

    private static string Repeat(string text) => string.Concat(Enumerable.Repeat(text, Many));

    private static string Chain(int length, Func<int, int, string> link) =>
        string.Concat(Enumerable.Range(0, length).Select(i => link(i, i + 1)));
}
