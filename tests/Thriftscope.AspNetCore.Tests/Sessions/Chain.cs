using System.Collections.Concurrent;
using Thriftscope.AspNetCore.Tests.Support;
using Thriftscope.Sessions;

namespace Thriftscope.AspNetCore.Tests.Sessions;

/// <summary>Servers that call each other, the first one the second and so on, and a client of the first.</summary>
internal sealed class Chain : IAsyncDisposable
{
    private const string Idl = "service S { string go(1: i32 times) }";
    private static readonly ThriftService Service = Loopback.Load(Idl);

    private readonly List<IAsyncDisposable> _parts = [];

    /// <summary>Calls the first server.</summary>
    public ServiceClient Client { get; private set; } = null!;

    /// <summary>The first server.</summary>
    public ThriftServer First { get; private set; } = null!;

    /// <summary>What each handler knew, in the order of the calls.</summary>
    public ConcurrentQueue<string> Places { get; } = new();

    /// <summary>What goes around the calls that handlers make.</summary>
    public Func<IDisposable?>? Around { get; set; }

    /// <param name="sessions">What is spoken on the way to each server, from the first on.</param>
    /// <param name="tracker">Is told of all.</param>
    public static async Task<Chain> StartAsync(ThriftSession[] sessions, ThriftTracker? tracker = null)
    {
        Chain chain = new();
        ServiceClient? next = null;
        foreach (ThriftSession session in sessions.Reverse())
        {
            chain.First = await Service.ServeAsync("tcp://127.0.0.1:0?transport=framed", new Handler(chain, next), new ThriftServerOptions { Tracker = tracker });
            next = Service.CreateClient(ThriftEndpoint.Parse($"{chain.First.Endpoint}"), new ThriftClientOptions { Context = Writing.Of(session), Tracker = tracker });
            chain._parts.InsertRange(0, [next, chain.First]);
        }

        chain.Client = next!;
        return chain;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable part in _parts)
            await part.DisposeAsync();
    }

    private sealed class Handler(Chain chain, ServiceClient? next)
    {
        public async Task<string> Go(int times)
        {
            chain.Places.Enqueue(TrackedHandler.Place);
            for (int i = 0; i < times && next is not null; i++)
            {
                using (chain.Around?.Invoke())
                    await next.CallAsync<string>("go", times);
            }

            return TrackedHandler.Place;
        }
    }
}
