using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Thriftscope.AspNetCore.Tests.Support;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>Thrift inside an ASP.NET Core application.</summary>
public class ApplicationTests
{
    private static readonly ThriftService Service = Loopback.Load(
        "struct Page { 1: list<i32> numbers } service S { i32 visit(), void fail(), list<i32> sequence(), Page page() }");

    [Fact]
    public async Task A_handler_comes_from_dependency_injection_with_a_scope_for_each_call()
    {
        await using WebApplication application = await StartAsync(services => services.AddScoped<Visit>().AddSingleton<Visits>());
        await using ServiceClient client = await Service.ConnectAsync(ThriftEndpointOf(application));

        int[] visits = [await client.CallAsync<int>("visit"), await client.CallAsync<int>("visit"), await client.CallAsync<int>("visit")];

        visits.ShouldBe([1, 2, 3]);
        await InTimeExtensions.Eventually(() => application.Services.GetRequiredService<Visits>().Disposed == 3, "the scopes are disposed");
    }

    [Fact]
    public async Task A_result_that_is_computed_as_it_is_read_is_read_within_the_scope()
    {
        await using WebApplication application = await StartAsync(services => services.AddScoped<Visit>().AddSingleton<Visits>());
        await using ServiceClient client = await Service.ConnectAsync(ThriftEndpointOf(application));

        (await client.CallAsync<int[]>("sequence").InTime()).ShouldBe([1, 2, 3]);
        (await client.CallAsync<ThriftStruct>("page").InTime()).Get<int[]>("numbers").ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_handler_that_the_application_has_added_in_another_way_is_left_so()
    {
        await using WebApplication application = await StartAsync(services => services.AddSingleton<Visit>().AddSingleton<Visits>().AddSingleton<Handler>());
        await using ServiceClient client = await Service.ConnectAsync(ThriftEndpointOf(application));

        (await client.CallAsync<int>("visit")).ShouldBe(1);
        (await client.CallAsync<int>("visit")).ShouldBe(1);
    }

    [Fact]
    public async Task Thrift_and_http_are_served_side_by_side()
    {
        await using WebApplication application = await StartAsync(services => services.AddScoped<Visit>().AddSingleton<Visits>());
        await using ServiceClient client = await Service.ConnectAsync(ThriftEndpointOf(application));
        using HttpClient http = new();

        (await http.GetStringAsync(new Uri(AddressesOf(application)[1])).InTime()).ShouldBe("over HTTP");
        (await client.CallAsync<int>("visit")).ShouldBe(1);
    }

    [Fact]
    public async Task The_applications_logging_and_options_are_used()
    {
        using CapturedLog log = new();
        await using WebApplication application = await StartAsync(
            services =>
            {
                services.AddScoped<Visit>().AddSingleton<Visits>();
                services.Configure<ThriftServerOptions>(o => o.ExposeExceptionMessages = true);
            },
            log);
        await using ServiceClient client = await Service.ConnectAsync(ThriftEndpointOf(application));

        (await Should.ThrowAsync<ThriftApplicationException>(() => client.CallAsync("fail"))).Message.ShouldBe("InvalidOperationException: on purpose");
        await log.WaitForAsync("Serving S/fail failed with INTERNAL_ERROR");
    }

    [Fact]
    public async Task A_handler_that_can_not_be_made_is_an_internal_error()
    {
        await using WebApplication application = await StartAsync(services => services.AddScoped<Handler>(_ => throw new InvalidOperationException("on purpose")));
        await using ServiceClient client = await Service.ConnectAsync(ThriftEndpointOf(application));

        (await Should.ThrowAsync<ThriftApplicationException>(() => client.CallAsync("visit"))).Error.ShouldBe(ThriftApplicationError.InternalError);
    }

    [Fact]
    public void A_handler_that_does_not_fit_is_refused_when_it_is_added() =>
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddThriftService<Visits>(Service)).Message.ShouldContain("Visits can't serve S");

    private static async Task<WebApplication> StartAsync(Action<IServiceCollection> configure, CapturedLog? log = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (log is not null)
            builder.Logging.AddProvider(log);
        configure(builder.Services);
        builder.Services.AddThriftService<Handler>(Service);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenAnyIP(0, listen => listen.UseThrift());
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        WebApplication application = builder.Build();
        application.MapGet("/", () => "over HTTP");
        await application.StartAsync();
        return application;
    }

    private static string[] AddressesOf(WebApplication application) =>
        [.. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    private static string ThriftEndpointOf(WebApplication application) => $"tcp://127.0.0.1:{BindingAddress.Parse(AddressesOf(application)[0]).Port}";

    private sealed class Visits
    {
        private int _made;
        private int _disposed;

        public int Disposed => _disposed;

        public int Make() => Interlocked.Increment(ref _made);

        public void Dispose() => Interlocked.Increment(ref _disposed);
    }

    private sealed class Visit(Visits visits) : IDisposable
    {
        private bool _isDisposed;

        public int Number { get; } = visits.Make();

        public IEnumerable<int> Count()
        {
            for (int i = 1; i <= 3; i++)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                yield return i;
            }
        }

        public void Dispose()
        {
            _isDisposed = true;
            visits.Dispose();
        }
    }

    private sealed class Handler(Visit visit)
    {
        public async Task<int> Visit()
        {
            await Task.Yield();
            return visit.Number;
        }

        public IEnumerable<int> Sequence() => visit.Count();

        public object Page() => new { Numbers = visit.Count() };

        public void Fail() => throw new InvalidOperationException("on purpose");
    }
}
