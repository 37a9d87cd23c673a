namespace Thriftscope.Idl.Tests;

public class ServiceTests
{
    [Fact]
    public void Functions_keep_result_arguments_exceptions_and_annotations()
    {
        IdlDocument document = Compile.Good("""
            service V {
              void ping();
              list<string> (a = "b") find(1: required string text, 2: optional i32 limit = 10) throws (1: X x) (priority = "high"),
              oneway void forget(1: i64 id)
            } (version = "1")
            exception X {}
            """);

        IdlService service = document.Services[0];
        service.Functions.Select(f => f.ToString()).ShouldBe(
            ["void ping()", "list<string> find(1: string text, 2: i32 limit)", "void forget(1: i64 id)"]);
        service.Functions.Select(f => f.IsOneway).ShouldBe([false, false, true]);
        service.Functions[1].Throws.ShouldHaveSingleItem().Type.ShouldBeSameAs(document.Structs[0]);
        service.Functions[1].Annotations.ShouldHaveSingleItem().Value.ShouldBe("high");
        service.Functions[1].Arguments[1].Default.ShouldBeOfType<IdlIntegerValue>().Value.ShouldBe(10);
        service.Annotations.ShouldHaveSingleItem().Name.ShouldBe("version");
    }

    [Fact]
    public void The_base_of_a_service_may_come_later()
    {
        IdlDocument document = Compile.Good("service A extends B { void a() } service B { void b() }");

        document.Services[0].Base.ShouldBeSameAs(document.Services[1]);
    }

    [Fact]
    public void Async_is_oneway_and_deprecated()
    {
        IdlCompilation compilation = IdlCompiler.Parse("service V { async void f() }", "test");

        compilation.Root.Services[0].Functions[0].IsOneway.ShouldBeTrue();
        compilation.HasErrors.ShouldBeFalse();
        compilation.Diagnostics.Select(Compile.Short).ShouldBe(["THRIFT209 1:13+5"]);
    }

    [Theory]
    [InlineData("service V extends W {}", "THRIFT313 1:19+1")]
    [InlineData("service V extends S {} struct S {}", "THRIFT314 1:19+1")]
    [InlineData("service V extends V {}", "THRIFT315 1:19+1")]
    [InlineData("service A extends B {}\nservice B extends C {}\nservice C extends B {}", "THRIFT315 2:19+1")]
    [InlineData("service V { void f() i32 f() }", "THRIFT317 1:26+1")]
    [InlineData("service V extends W { void f() }\nservice W { void f() }", "THRIFT317 1:28+1")]
    [InlineData("service V { oneway i32 f() }", "THRIFT318 1:20+3")]
    [InlineData("service V { oneway void f() throws (1: X x) }\nexception X {}", "THRIFT319 1:40+1")]
    [InlineData("service V { void f() throws (1: S s, 2: i32 i) }\nstruct S {}", "THRIFT320 1:35+1|THRIFT320 1:45+1")]
    [InlineData("service V { i32 f() throws (0: X x) }\nexception X {}", "THRIFT311 1:29+1|THRIFT323 1:34+1")]
    [InlineData("service V { void f() throws (1: Nope x) }", "THRIFT302 1:33+4")]
    [InlineData("service V { void f(1: i32 a, 1: i32 b) }", "THRIFT308 1:30+1")]
    [InlineData("service V { void f(i32 a) }", "THRIFT312 1:24+1")]
    [InlineData("service V { f() }", "THRIFT201 1:14+1")]
    [InlineData("service V { void f }", "THRIFT201 1:20+1")]
    [InlineData("service V { void list() }", "THRIFT203 1:18+4")]
    public void A_wrong_service_is_reported_at_its_place(string text, string problems) =>
        Compile.Problems(text).ShouldBe(problems.Split('|'));

    [Theory]
    [InlineData("service V extends Worl {} service World {}", "There is no service 'Worl' to extend. Did you mean 'World'?")]
    [InlineData("service V extends S {} struct S {}", "'S' is a struct; a service can only extend a service.")]
    [InlineData("service A extends B {} service B extends A {}", "The service extends itself: A -> B -> A.")]
    [InlineData("service A extends B { void f() } service B { void f() }", "The service 'B' already has a function 'f'.")]
    [InlineData("service A { void f() throws (1: i32 e) }", "'e' is of type i32. Only exceptions can be thrown.")]
    public void A_message_says_what_is_wrong(string text, string message) => Compile.Message(text).ShouldBe(message);
}
