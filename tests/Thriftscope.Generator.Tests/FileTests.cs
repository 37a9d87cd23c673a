namespace Thriftscope.Generator.Tests;

public sealed class FileTests
{
    [Fact]
    public void Includes_can_be_deep()
    {
        IEnumerable<ThriftText> files = Enumerable.Range(0, 20).Select(i => new ThriftText(
            $"/shop/level{i}.thrift",
            i == 0 ? "struct S0 { 1: i32 a } service V0 { }" : $"include \"level{i - 1}.thrift\"\nstruct S{i} {{ 1: level{i - 1}.S{i - 1} inner }} service V{i} extends level{i - 1}.V{i - 1} {{ level{i - 1}.S{i - 1} f{i}() }}"));
        new ThriftProject([.. files]).ShouldBuild().Sources.Count.ShouldBe(20);
    }

    [Fact]
    public void A_file_can_be_included_in_several_ways() => new ThriftProject(
        new ThriftText("/shop/base.thrift", "struct A { 1: i32 a }"),
        new ThriftText("/shop/left.thrift", "include \"base.thrift\" struct L { 1: base.A a }"),
        new ThriftText("/shop/right.thrift", "include \"base.thrift\" struct R { 1: base.A a }"),
        new ThriftText("/shop/top.thrift", "include \"left.thrift\" include \"./base.thrift\" include \"right.thrift\" include \"../shop/base.thrift\" include \"left.thrift\" struct T { 1: left.L l, 2: right.R r, 3: base.A a }")).ShouldBuild();

    [Theory]
    [InlineData("")]
    [InlineData("namespace csharp Shop\n")]
    public void Files_in_two_folders_can_have_one_name(string space) => new ThriftProject(
        new ThriftText("/shop/a/types.thrift", space + "struct A { 1: i32 a } const i32 X = 1"),
        new ThriftText("/shop/b/types.thrift", space + "struct B { 1: i32 a } const i32 X = 1"),
        new ThriftText("/shop/shop.thrift", space + "include \"a/types.thrift\" include \"b/types.thrift\" struct C { 1: types.A a, 2: types.B b = {} }")).ShouldBuild();

    [Fact]
    public void Types_of_several_files_can_have_one_name() => new ThriftProject(
        new ThriftText("/shop/a.thrift", "struct Item { 1: i32 a } enum Kind { X } service Shop { void buy(1: Item item) }"),
        new ThriftText("/shop/b.thrift", "include \"a.thrift\" struct Item { 1: a.Item a, 2: a.Kind kind = a.Kind.X } enum Kind { X = 5 } service Shop extends a.Shop { Item sell(1: a.Item item, 2: Item other = {}) }")).ShouldBuild();

    [Fact]
    public void A_file_can_be_named_like_a_part_of_a_namespace() => new ThriftProject(
        new ThriftText("/shop/my.thrift", "namespace csharp my.shop\nstruct A { 1: i32 a }"),
        new ThriftText("/shop/shop.thrift", "include \"my.thrift\" struct my { 1: my.A a } struct shop { 1: my my }"),
        new ThriftText("/shop/system.thrift", "include \"shop.thrift\" struct System { 1: shop.shop a }"),
        new ThriftText("/shop/thriftscope.thrift", "namespace csharp Thriftscope.Generated\n struct Custom { 1: i32 a }")).ShouldBuild();

    [Theory]
    [InlineData("/shop/my-shop.v2.thrift", "namespace MyShopV2;")]
    [InlineData("/shop/2nd shop & more.thrift", "namespace _2ndShopMore;")]
    [InlineData("/shop/été'#+@.thrift", "namespace Été;")]
    [InlineData("/shop/class.thrift", "namespace Class;")]
    [InlineData("/shop/SHOP.THRIFT", "namespace Shop;")]
    public void A_file_without_a_namespace_gives_one_by_its_name(string path, string expected) =>
        new ThriftProject(new ThriftText(path, "struct A { 1: i32 a } const i32 X = 1")).ShouldBuild().Code.ShouldContain(expected);

    [Theory]
    [InlineData("namespace * a\nnamespace netstd b\nnamespace csharp c.d", "namespace c.d;")]
    [InlineData("namespace netstd b\nnamespace * a", "namespace b;")]
    [InlineData("namespace py x\nnamespace * a.class.b", "namespace a.@class.b;")]
    public void The_namespace_is_the_most_special_that_the_file_has(string lines, string expected) =>
        new ThriftProject($"{lines}\nstruct A {{ 1: i32 a }}").ShouldBuild().Code.ShouldContain(expected);

    [Fact]
    public void The_project_can_say_the_namespace_and_what_is_done_with_unknown_fields()
    {
        string code = new ThriftProject(new ThriftText("/shop/shop.thrift", "namespace csharp a\nstruct A { 1: i32 a } struct B { } (csharp.unknown_fields = 'skip')", ("Namespace", "My.Shop"), ("UnknownFields", "keep"))).ShouldBuild().Code;
        code.ShouldContain("namespace My.Shop;");
        code.Split("public ThriftUnknownFields? UnknownFields").Length.ShouldBe(2);
    }

    [Fact]
    public void A_file_of_another_project_is_there_for_those_that_include_it()
    {
        BuiltProject built = new ThriftProject(
            new ThriftText("/base/base.thrift", "struct A { 1: i32 a }", ("Generate", "false"), ("Namespace", "Base")),
            new ThriftText("/shop/shop.thrift", "include \"base.thrift\" struct B { 1: base.A a }")).Build();
        built.Sources.Keys.ShouldHaveSingleItem().ShouldBe("shop.g.cs");
        built.Code.ShouldContain("public global::Base.A? A { get; set; }");
    }

    [Fact]
    public void A_file_that_is_in_a_project_twice_is_generated_once() => new ThriftProject(
        new ThriftText("/shop/shop.thrift", "struct A { 1: i32 a }"),
        new ThriftText("/shop/../shop/shop.thrift", "struct A { 1: i32 a }")).ShouldBuild().Sources.ShouldHaveSingleItem();

    [Fact]
    public void Files_that_are_no_idl_are_left_alone() => new ThriftProject(new ThriftText("/shop/readme.txt", "struct")).ShouldBuild().Sources.ShouldBeEmpty();
}
