using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>What a handler may look like.</summary>
public class HandlerTests
{
    private const string Add = "service S { i32 add(1: i32 a, 2: i32 b) }";

    public static TheoryData<object> Adders => [new Plain(), new Lower(), new Suffix(), new Tasks(), new ValueTasks(), new Token(), new TokenFirst(), new Nullable(), new Static.Derived(), new Wide()];

    [Theory]
    [MemberData(nameof(Adders), DisableDiscoveryEnumeration = true)]
    public async Task A_method_may_be_written_in_many_ways(object handler)
    {
        await using Loopback loopback = await Loopback.StartAsync(Add, handler);

        (await loopback.Client.CallAsync<int>("add", 1, 2).InTime()).ShouldBe(3);
    }

    [Fact]
    public async Task A_method_without_a_result_may_return_void_a_task_or_a_value_task()
    {
        await using Loopback loopback = await Loopback.StartAsync("service S { void a(), void b(), void c() }", new Voids());

        await loopback.Client.CallAsync("a").InTime();
        await loopback.Client.CallAsync("b").InTime();
        await loopback.Client.CallAsync("c").InTime();
    }

    [Fact]
    public async Task An_argument_that_was_not_sent_is_the_parameters_default()
    {
        await using Loopback loopback = await Loopback.StartAsync("service S { string show(1: i32 a, 2: string b, 3: i32 c, 4: i32 d) }", new Defaults());

        (await loopback.Client.CallAsync<string>("show", new ThriftArguments()).InTime()).ShouldBe("0, , 7, ");
        (await loopback.Client.CallAsync<string>("show", 1, "two", 3, 4).InTime()).ShouldBe("1, two, 3, 4");
    }

    [Fact]
    public async Task A_method_may_have_more_arguments_than_fit_on_the_stack()
    {
        string arguments = string.Join(", ", Enumerable.Range(1, 9).Select(i => $"{i}: i32 a{i}"));
        await using Loopback loopback = await Loopback.StartAsync($"service S {{ i32 sum({arguments}) }}", new Nine());

        (await loopback.Client.CallAsync<int>("sum", 1, 2, 3, 4, 5, 6, 7, 8, 9).InTime()).ShouldBe(45);
    }

    [Fact]
    public void A_handler_that_does_not_fit_is_refused_with_all_that_is_missing()
    {
        ThriftService service = Loopback.Load("service S { i32 add(1: i32 a, 2: i32 b), void gone(), void few(1: i32 a), void generic(), void say(1: string text), i32 count() }");

        ArgumentException e = Should.Throw<ArgumentException>(() => new ThriftServiceBinding(service, new Misfit()));

        e.Message.ReplaceLineEndings("\n").ShouldBe("""
            Misfit can't serve S. It lacks a public method for:
              void gone(): there is no method gone
              void few(1: i32 a): Misfit.Few does not take 1 arguments
              void generic(): Misfit.Generic does not take 0 arguments
              void say(1: string text): the parameter text can't be a Int32
              i32 count(): Count returns nothing
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Methods_of_object_do_not_serve()
    {
        ThriftService service = Loopback.Load("service S { string toString() }");

        Should.Throw<ArgumentException>(() => new ThriftServiceBinding(service, new object())).Message.ShouldContain("there is no method toString");
    }

    private sealed class Plain
    {
        public int add(int a, int b) => a + b;
    }

    private sealed class Lower
    {
        public int ADD(int a, int b) => a + b;
    }

    private sealed class Suffix
    {
        public int AddAsync(int a, int b) => a + b;
    }

    private sealed class Tasks
    {
        public async Task<int> AddAsync(int a, int b)
        {
            await Task.Yield();
            return a + b;
        }
    }

    private sealed class ValueTasks
    {
        public async ValueTask<int> Add(int a, int b)
        {
            await Task.Yield();
            return a + b;
        }
    }

    private sealed class Token
    {
        public int Add(int a, int b, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled ? a + b : 0;
    }

    private sealed class TokenFirst
    {
        public int Add(CancellationToken cancellationToken, int a, int b) => cancellationToken.CanBeCanceled ? a + b : 0;
    }

    private sealed class Nullable
    {
        public int? Add(int? a, int? b) => a + b;
    }

    private static class Static
    {
        public class Base
        {
            public int Add(int a, int b) => a + b;
        }

        public sealed class Derived : Base;
    }

    private sealed class Wide
    {
        public int Add(int a) => a;

        public long Add(long a, long b) => a + b;
    }

    private sealed class Voids
    {
        public void A()
        {
        }

        public async Task B() => await Task.Yield();

        public async ValueTask CAsync() => await Task.Yield();
    }

    private sealed class Defaults
    {
        public string Show(int a, string? b, int c = 7, int? d = null) => $"{a}, {b}, {c}, {d}";
    }

    private sealed class Nine
    {
        public int Sum(int a, int b, int c, int d, int e, int f, int g, int h, int i, CancellationToken cancellationToken) =>
            a + b + c + d + e + f + g + h + i;
    }

    private sealed class Misfit
    {
        public int Add(int a, int b) => a + b;

        public void Few()
        {
        }

        public void Generic<T>()
        {
        }

        public void Say(int text)
        {
        }

        public Task Count() => Task.CompletedTask;

        private void Gone()
        {
        }
    }
}
