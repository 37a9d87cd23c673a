namespace Thriftscope.Idl.Tests;

public class RecoveryTests
{
    [Fact]
    public void Several_independent_errors_are_found_in_one_run() =>
        Compile.Problems("""
            namespace py
            struct A {
              1: i32 = 5
              2: Nope b,
              3: i32 c
            }
            strukt B { 1: i32 a }
            enum E { X = 'a', Y }
            const i32 N = 'text'
            service S {
              void (1: i32 a)
              void good(1: A a, 2: , 3: i32 c)
              void bad() throws (1: A a)
            }
            struct C { 1: B b, 2: E e = E.Y }
            """).ShouldBe(
        [
            "THRIFT201 2:1+6",
            "THRIFT201 3:10+1",
            "THRIFT302 4:6+4",
            "THRIFT211 7:1+6",
            "THRIFT201 8:14+3",
            "THRIFT401 9:15+6",
            "THRIFT201 11:8+1",
            "THRIFT201 12:24+1",
            "THRIFT320 13:27+1",
        ]);

    [Fact]
    public void What_stands_around_an_error_is_understood()
    {
        IdlDocument root = IdlCompiler.Parse(
            "struct A { 1: i32 a, 2: = , 3: i32 c }\nstruct B { 1: A a }\nservice S { void f( void g() }\nenum E {}", "test").Root;

        root.Structs.Select(s => s.Name).ShouldBe(["A", "B"]);
        root.Structs[0].Fields.Select(f => f.Name).ShouldBe(["a", "c"]);
        root.Enums.ShouldHaveSingleItem();
    }

    [Fact]
    public void The_member_on_the_line_after_an_unfinished_one_is_understood()
    {
        IdlDocument root = IdlCompiler.Parse("struct A {\n 1: i32\n 2: i32 b\n 3: i32 c\n}", "test").Root;

        root.Structs[0].Fields.Select(f => f.Name).ShouldBe(["b", "c"]);
    }

    [Theory]
    [InlineData("struct A {\n 1: i32 a\nstruct B {\n 1: A a\n}", "THRIFT201 3:1+6")]
    [InlineData("struct A {\n 1: i32 a", "THRIFT201 2:10+0")]
    [InlineData("service A {\n void f(1: i32 a\n}\nstruct B {}", "THRIFT201 3:1+1")]
    [InlineData("service A {\n void f(1: i32 a\n void g()\n}", "THRIFT201 3:2+4")]
    [InlineData("const map<i32, list<i32>> A = {1: [1, 2, 3: [4]}\nstruct B {}", "THRIFT201 1:43+1")]
    [InlineData("struct A { 1: i32 a } }\nstruct B {}", "THRIFT211 1:23+1")]
    [InlineData("struct { 1: i32 a }\nstruct B {}", "THRIFT201 1:8+1")]
    [InlineData("struct A 1: i32 a }\nstruct B { 1: A a }", "THRIFT201 1:10+1")]
    [InlineData("struct A { 1: i32 a = , 2: i32 b }", "THRIFT201 1:23+1")]
    [InlineData("struct A { 1: list<i32 a, 2: i32 b }", "THRIFT201 1:24+1")]
    [InlineData("const Nope A = 5\nconst i32 B = A", "THRIFT302 1:7+4")]
    [InlineData("const i8 A = 500\nconst i32 B = A", "THRIFT402 1:14+3")]
    [InlineData("hello world\n\nstruct A {}", "THRIFT211 1:1+5")]
    [InlineData("strukt A {}\nstruct B { 1: A a }", "THRIFT211 1:1+6")]
    [InlineData("%", "THRIFT101 1:1+1")]
    public void One_mistake_is_one_error(string text, string problem) => Compile.Problems(text).ShouldBe([problem]);

    [Fact]
    public void Too_many_errors_are_cut_off()
    {
        string text = string.Concat(Enumerable.Range(0, 1000).Select(i => $"const i32 C{i} = ''\n"));

        string[] problems = Compile.Problems(text);

        problems.Length.ShouldBe(101);
        problems[100].ShouldStartWith("THRIFT005 101:");
    }

    [Fact]
    public void Many_warnings_do_not_hide_an_error()
    {
        string fields = string.Concat(Enumerable.Range(0, 1000).Select(i => $"i32 f{i}\n"));

        IdlCompilation compilation = IdlCompiler.Parse($"struct S {{ {fields} 1: Nope n }}", "test");

        compilation.HasErrors.ShouldBeTrue();
        compilation.Diagnostics.Select(d => d.Code).Distinct().ShouldBe(["THRIFT312", "THRIFT006", "THRIFT302"]);
    }

    [Fact]
    public void A_diagnostic_prints_as_compilers_print_theirs() =>
        IdlCompiler.Parse("struct S { 1: Nope n }", "a.thrift").Diagnostics[0].ToString()
            .ShouldBe("a.thrift(1,15): error THRIFT302: There is no type 'Nope'.");
}
