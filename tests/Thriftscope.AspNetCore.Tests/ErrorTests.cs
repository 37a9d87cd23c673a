using Microsoft.Extensions.Logging;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>What a caller gets when the handler does not answer.</summary>
public class ErrorTests
{
    private const string Idl = """
        exception Busy { 1: string why, 2: i32 seconds }
        exception Other { 1: string why }
        struct Item { 1: required string name }
        service S {
          string run(1: string how) throws (1: Busy busy),
          Item item(1: string how),
          oneway void tell(1: string how)
        }
        """;

    [Fact]
    public async Task A_declared_exception_arrives_with_its_fields()
    {
        await using Loopback loopback = await StartAsync();

        ThriftDeclaredException e = await Should.ThrowAsync<ThriftDeclaredException>(() => loopback.Client.CallAsync("run", "declared"));

        e.Name.ShouldBe("Busy");
        e.Value["seconds"].ShouldBe(5);
        e.Message.ShouldBe("Busy{why=\"full\", seconds=5}");
    }

    [Theory]
    [InlineData("undeclared", "Internal error in run", "InvalidOperationException: secret")]
    [InlineData("sync", "Internal error in run", "NotSupportedException: at once")]
    [InlineData("other", "Internal error in run", "ThriftDeclaredException: Other{why=\"not declared\"}")]
    [InlineData("wrong type", "Internal error in run", "ThriftValueException: run.success: expected string, got 5 (Int32)")]
    [InlineData("cancelled", "Internal error in run", "OperationCanceledException: by itself")]
    public async Task Anything_else_is_an_internal_error_and_its_message_is_kept_back_unless_it_is_exposed(string how, string hidden, string exposed)
    {
        await using Loopback loopback = await StartAsync();
        await using Loopback open = await StartAsync(new ThriftServerOptions { ExposeExceptionMessages = true });

        (await ErrorOf(loopback, "run", how)).ShouldBe((ThriftApplicationError.InternalError, hidden));
        (await ErrorOf(open, "run", how)).ShouldBe((ThriftApplicationError.InternalError, exposed));
    }

    [Fact]
    public async Task A_handler_may_answer_with_an_application_exception_of_its_own()
    {
        await using Loopback loopback = await StartAsync();

        (await ErrorOf(loopback, "run", "application")).ShouldBe((ThriftApplicationError.UnsupportedClientType, "not you"));
    }

    [Fact]
    public async Task A_null_for_a_result_is_a_missing_result()
    {
        await using Loopback loopback = await StartAsync();

        (await ErrorOf(loopback, "run", "null")).ShouldBe(
            (ThriftApplicationError.MissingResult, "The handler of run returned null; string run(1: string how) needs a result"));
    }

    [Fact]
    public async Task A_result_that_can_not_be_written_is_an_internal_error_and_half_of_it_is_not_sent()
    {
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { ExposeExceptionMessages = true });

        (await ErrorOf(loopback, "item", "without a name")).ShouldBe(
            (ThriftApplicationError.InternalError, "ThriftValueException: item.success.name: a required field needs a value"));
        (await loopback.Client.CallAsync<string>("run", "well").InTime()).ShouldBe("well");
    }

    [Fact]
    public async Task A_method_without_a_result_may_have_declared_exceptions()
    {
        const string idl = "exception Busy { 1: string why } service S { void run(1: bool fail) throws (1: Busy busy) }";
        ThriftModule module = ThriftModule.Load(new StringReader(idl), "test");
        await using Loopback loopback = await Loopback.StartAsync(module.Service("S"), new Runner(module));

        (await loopback.Client.CallAsync<object?>("run", false).InTime()).ShouldBeNull();
        (await Should.ThrowAsync<ThriftDeclaredException>(() => loopback.Client.CallAsync("run", true))).Name.ShouldBe("Busy");
    }

    private sealed class Runner(ThriftModule module)
    {
        public void Run(bool fail)
        {
            if (fail)
                throw new ThriftDeclaredException(module.NewStruct("Busy"));
        }
    }

    [Fact]
    public async Task The_connection_lives_on_after_each_error()
    {
        await using Loopback loopback = await StartAsync();
        foreach (string how in new[] { "declared", "undeclared", "application", "null", "wrong type" })
        {
            await Should.ThrowAsync<ThriftException>(() => loopback.Client.CallAsync("run", how));
            (await loopback.Client.CallAsync<string>("run", how + " not").InTime()).ShouldBe(how + " not");
        }
    }

    [Fact]
    public async Task A_failed_handler_is_logged_with_its_exception_and_so_is_one_that_nobody_waits_for()
    {
        using CapturedLog log = new();
        using ILoggerFactory loggers = log.ToFactory();
        await using Loopback loopback = await StartAsync(new ThriftServerOptions { LoggerFactory = loggers });

        await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync("run", "undeclared"));
        await log.WaitForAsync("Warning Thriftscope.Calls: Serving S/run failed with INTERNAL_ERROR");
        await loopback.Client.CallAsync("tell", "undeclared").InTime();
        await log.WaitForAsync("Warning Thriftscope.Calls: Serving S/tell failed with System.InvalidOperationException");
    }

    private static async Task<(ThriftApplicationError Error, string Message)> ErrorOf(Loopback loopback, string method, string how)
    {
        ThriftApplicationException e = await Should.ThrowAsync<ThriftApplicationException>(() => loopback.Client.CallAsync(method, how));
        return (e.Error, e.Message);
    }

    private static Task<Loopback> StartAsync(ThriftServerOptions? options = null)
    {
        ThriftModule module = ThriftModule.Load(new StringReader(Idl), "test");
        return Loopback.StartAsync(module.Service("S"), new Handler(module), options);
    }

    private sealed class Handler(ThriftModule module)
    {
        public object? Run(string how) => how switch
        {
            "declared" => throw new ThriftDeclaredException(module.NewStruct("Busy", new { why = "full", seconds = 5 })),
            "other" => throw new ThriftDeclaredException(module.NewStruct("Other", new { why = "not declared" })),
            "undeclared" => throw new InvalidOperationException("secret"),
            "sync" => throw new NotSupportedException("at once"),
            "cancelled" => throw new OperationCanceledException("by itself"),
            "application" => throw new ThriftApplicationException(ThriftApplicationError.UnsupportedClientType, "not you"),
            "wrong type" => 5,
            "null" => null,
            _ => how,
        };

        public async Task<object> Item(string how)
        {
            await Task.Yield();
            return module.NewStruct("Item");
        }

        public async Task Tell(string how)
        {
            await Task.Yield();
            throw new InvalidOperationException(how);
        }
    }
}
