using System.Collections.Concurrent;
using Thrift.Protocol;
using Thrift.Server;
using Thrift.Transport;

namespace Thriftscope.ApacheThrift.Tests.Attaching;

/// <summary>The user's own event handler.</summary>
internal sealed class RecordingEvents : ITServerEventHandler
{
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly ConcurrentQueue<object> _contexts = new();

    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>The contexts that were made, and those that came back.</summary>
    public IReadOnlyList<object> Contexts => [.. _contexts];

    public int Deleted => _calls.Count(c => c == "delete");

    public Task PreServeAsync(CancellationToken cancellationToken) => NoteAsync("serve");

    public async Task<object> CreateContextAsync(TProtocol input, TProtocol output, CancellationToken cancellationToken)
    {
        await NoteAsync("create");
        object context = new();
        _contexts.Enqueue(context);
        return context;
    }

    public Task ProcessContextAsync(object serverContext, TTransport transport, CancellationToken cancellationToken)
    {
        _contexts.Enqueue(serverContext);
        return NoteAsync("process");
    }

    public Task DeleteContextAsync(object serverContext, TProtocol input, TProtocol output, CancellationToken cancellationToken)
    {
        _contexts.Enqueue(serverContext);
        return NoteAsync("delete");
    }

    private async Task NoteAsync(string call)
    {
        await Task.Yield();
        _calls.Enqueue(call);
    }
}
