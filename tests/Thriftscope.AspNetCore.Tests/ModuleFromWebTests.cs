using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Idl;

namespace Thriftscope.AspNetCore.Tests;

/// <summary>Modules that a web server has.</summary>
public sealed class ModuleFromWebTests : IAsyncDisposable
{
    private readonly Dictionary<string, RequestDelegate> _documents = [];
    private readonly List<string> _asked = [];
    private readonly WebApplication _application;

    public ModuleFromWebTests()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.Run(context =>
        {
            lock (_asked)
                _asked.Add(context.Request.Path);
            if (_documents.TryGetValue(context.Request.Path, out RequestDelegate? document))
                return document(context);
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_document_is_fetched_with_what_it_includes_each_once()
    {
        Uri root = await StartAsync();
        Serve("/v1/shop.thrift", "include 'a.thrift' include '../b.thrift' service Shop { a.A buy(1: b.B b) }");
        Serve("/v1/a.thrift", "include 'sub/c.thrift' struct A { 1: c.C c }");
        Serve("/v1/sub/c.thrift", "include '../../b.thrift' struct C { 1: b.B b }");
        Serve("/b.thrift", "struct B {}");

        ThriftModule module = await ThriftModule.LoadAsync(new Uri(root, "/v1/shop.thrift")).InTime();

        module.Name.ShouldBe("shop");
        module.Service("Shop").Schema.Methods.ShouldHaveSingleItem().ToString().ShouldBe("A buy(1: B b)");
        module.Document.Path.ShouldBe(new Uri(root, "/v1/shop.thrift").AbsoluteUri);
        _asked.ShouldBe(["/v1/shop.thrift", "/v1/a.thrift", "/b.thrift", "/v1/sub/c.thrift"], ignoreOrder: true);
    }

    [Fact]
    public async Task Includes_are_searched_in_directories_of_the_web_and_of_this_machine()
    {
        Uri root = await StartAsync();
        DirectoryInfo local = Directory.CreateTempSubdirectory("thriftscope");
        try
        {
            Serve("/v1/shop.thrift", "include 'a.thrift' include 'b.thrift'");
            Serve("/lib/a.thrift", "const i32 A = 1");
            await File.WriteAllTextAsync(Path.Combine(local.FullName, "b.thrift"), "const i32 B = 2");
            IdlOptions options = new() { IncludeDirectories = [new Uri(root, "/lib/").AbsoluteUri, local.FullName] };

            ThriftModule module = await ThriftModule.LoadAsync(new Uri(root, "/v1/shop.thrift"), options).InTime();

            (module.Constant("a.A"), module.Constant("b.B")).ShouldBe((1, 2));
        }
        finally
        {
            local.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_servers_charset_counts_and_then_the_encoding_that_is_said()
    {
        Uri root = await StartAsync();
        Serve("/charset.thrift", "const string City = 'Málaga'", "text/plain; charset=iso-8859-1", Encoding.Latin1);
        Serve("/said.thrift", "const string City = 'Málaga'", "text/plain", Encoding.Latin1);
        Serve("/utf8.thrift", "const string City = 'Málaga'", "text/plain", Encoding.UTF8);

        await CityAsync("/charset.thrift", new IdlOptions());
        await CityAsync("/said.thrift", new IdlOptions { Encoding = Encoding.Latin1 });
        await CityAsync("/utf8.thrift", new IdlOptions());

        async Task CityAsync(string path, IdlOptions options) =>
            (await ThriftModule.LoadAsync(new Uri(root, path), options).InTime()).Constant("City").ShouldBe("Málaga");
    }

    [Fact]
    public async Task A_document_that_is_not_there_or_can_not_be_fetched_says_why()
    {
        Uri root = await StartAsync();
        Serve("/shop.thrift", "include 'gone.thrift'\ninclude 'broken.thrift'");
        _documents["/broken.thrift"] = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };

        (await ErrorOf(new Uri(root, "/gone.thrift"))).ShouldBe([$"{root}gone.thrift(1,1): error THRIFT001: The file '{root}gone.thrift' can't be read: there is no such file."]);
        (await ErrorOf(new Uri(root, "/shop.thrift"))).ShouldBe(
        [
            $"{root}shop.thrift(1,9): error THRIFT002: The include 'gone.thrift' was not found. Searched: '{root}'.",
            $"{root}shop.thrift(2,9): error THRIFT001: The file '{root}broken.thrift' can't be read: the server answered 503 Service Unavailable.",
        ]);
        await _application.StopAsync();
        (await ErrorOf(new Uri(root, "/shop.thrift"))).ShouldHaveSingleItem().ShouldContain("can't be read: Connection refused");
    }

    [Fact]
    public async Task A_document_without_end_is_refused()
    {
        Uri root = await StartAsync();
        TaskCompletionSource ended = new();
        _documents["/endless.thrift"] = async context =>
        {
            byte[] spaces = Encoding.UTF8.GetBytes(new string(' ', 64 * 1024));
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(spaces, CancellationToken.None);
            ended.SetResult();
        };

        (await ErrorOf(new Uri(root, "/endless.thrift"))).ShouldHaveSingleItem().ShouldContain("can't be read: ");
        await ended.Task.InTime();
    }

    [Fact]
    public async Task Documents_are_bounded_together()
    {
        Uri root = await StartAsync();
        string comment = "/*" + new string(' ', 6 * 1024 * 1024) + "*/";
        Serve("/shop.thrift", comment + "include 'a.thrift'");
        Serve("/a.thrift", comment + "include 'b.thrift'");
        Serve("/b.thrift", comment);

        (await ErrorOf(new Uri(root, "/shop.thrift"))).ShouldHaveSingleItem().ShouldContain($"The file '{root}b.thrift' can't be read: ");
    }

    [Fact]
    public async Task Includes_without_end_are_stopped()
    {
        Uri root = await StartAsync();
        int next = 0;
        RequestDelegate wide = context => context.Response.WriteAsync(string.Concat(Enumerable.Range(0, 100).Select(_ => $"include '/{next++}.thrift'\n")));
        for (int i = 0; i < 2000; i++)
            _documents[$"/{i}.thrift"] = wide;
        _documents["/shop.thrift"] = wide;

        (await ErrorOf(new Uri(root, "/shop.thrift"))).ShouldContain(e => e.Contains("there are more than 1000 documents already", StringComparison.Ordinal));
        _asked.Count.ShouldBe(1000);
    }

    [Fact]
    public async Task A_file_url_is_a_file()
    {
        string path = Path.Combine(Path.GetTempPath(), $"thriftscope-{Guid.NewGuid():N}.thrift");
        await File.WriteAllTextAsync(path, "const i32 A = 1");
        try
        {
            (await ThriftModule.LoadAsync(new Uri(path)).InTime()).Constant("A").ShouldBe(1);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task What_can_be_no_source_is_refused()
    {
        (await Should.ThrowAsync<ArgumentException>(() => ThriftModule.LoadAsync(new Uri("shop.thrift", UriKind.Relative)))).Message.ShouldStartWith("\"shop.thrift\" can't be loaded: ");
        await Should.ThrowAsync<ArgumentException>(() => ThriftModule.LoadAsync(new Uri("ftp://127.0.0.1/shop.thrift")));
    }

    [Fact]
    public async Task Loading_is_given_up_with_its_token()
    {
        Uri root = await StartAsync();
        TaskCompletionSource asked = new();
        _documents["/slow.thrift"] = context =>
        {
            asked.SetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        using CancellationTokenSource cancellation = new();

        Task<ThriftModule> loading = ThriftModule.LoadAsync(new Uri(root, "/slow.thrift"), cancellationToken: cancellation.Token);
        await asked.Task.InTime();
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => loading.InTime());
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task<Uri> StartAsync()
    {
        await _application.StartAsync().InTime();
        return new Uri(_application.Urls.Single());
    }

    private void Serve(string path, string text, string contentType = "text/plain", Encoding? encoding = null) =>
        _documents[path] = context =>
        {
            context.Response.ContentType = contentType;
            return context.Response.Body.WriteAsync((encoding ?? Encoding.UTF8).GetBytes(text)).AsTask();
        };

    private static async Task<string[]> ErrorOf(Uri source) =>
        (await Should.ThrowAsync<ThriftIdlException>(() => ThriftModule.LoadAsync(source).InTime())).Message.Split(Environment.NewLine);
}
