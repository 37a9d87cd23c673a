using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Thriftscope.Telemetry;

namespace Thriftscope.Client;

/// <summary>The way to an endpoint over connections of its own.</summary>
internal sealed class ConnectionChannel(ThriftEndpoint endpoint, ThriftClientOptions options, CallInstrumentation instrumentation) : ThriftChannel(endpoint, options)
{
    // A server that closes each connection as soon as it is open would be tried for ever.
    private const int MaxConnectionsTried = 3;

    private readonly ContextWriter _context = new(endpoint, options, instrumentation);
    private readonly ConnectionPool _pool = new(endpoint, options, instrumentation);

    public override bool IsAvailable => _pool.IsAvailable;

    public override async Task OpenAsync(CallDeadline deadline, bool mayGoElsewhere, CancellationToken cancellationToken)
    {
        ClientConnection connection = await _pool.TakeAsync(deadline, mayGoElsewhere, cancellationToken).ConfigureAwait(false);
        await LeaveHandover();
        _pool.Release(connection);
    }

    // Each call waits here: what the waiting takes is used again.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<CallReply> ExchangeAsync(CallRequest request)
    {
        ClientCall? call = request.Call;
        for (int tried = 1; ; tried++)
        {
            if (tried > 1 && request.Deadline.Left == TimeSpan.Zero)
                throw new ThriftTransportException(ThriftTransportError.TimedOut, $"The time for {request.Method.Name} was up before it was sent to {Endpoint}.") { IsUnsent = true };
            ValueTask<ClientConnection> taking = _pool.TakeAsync(request.Deadline, request.MayGoElsewhere, request.CancellationToken);
            ClientConnection connection;
            ExceptionDispatchInfo? problem;
            if (taking.IsCompletedSuccessfully)
            {
                connection = taking.Result;
                problem = Send(request, connection);
            }
            else
            {
                call?.Enter(CallPhase.Connect);
                connection = await taking.ConfigureAwait(false);
                call?.Enter(CallPhase.Serialize);
                problem = Send(request, connection);
                await LeaveHandover();
            }

            PendingCall pending = request.Pending!;
            try
            {
                problem?.Throw();
                if (request.Method.IsOneway)
                    await WaitUntilSentAsync(request, connection).ConfigureAwait(false);
                else
                    await WaitForReplyAsync(pending, request).ConfigureAwait(false);
                return pending.GetReply();
            }
            catch (UnsentException e)
            {
                if (tried == MaxConnectionsTried)
                    throw new ThriftTransportException(ThriftTransportError.EndOfFile, $"{Endpoint} closed {tried} connections before they took the request.{(Endpoint.Scheme == "tls" ? " Does it want a client certificate?" : "")}", e.InnerException) { IsUnsent = true };
                call?.Enter(CallPhase.Serialize);
            }
            catch (OperationCanceledException)
            {
                connection.Abandon(pending, timedOut: false);
                throw;
            }
        }
    }

    public override bool IsIdle => _pool.IsEmpty;

    public override void Retire() => _pool.Retire();

    public override ValueTask DisposeAsync() => _pool.DisposeAsync();

    // Whoever hands a connection over must run neither the user's code nor what waits for a reply.
    private static ConfiguredTaskAwaitable LeaveHandover() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    // Once the request is under way, the place on the connection is given back when the reply has come.
    private ExceptionDispatchInfo? Send(CallRequest request, ClientConnection connection)
    {
        ClientCall? call = request.Call;
        call?.SetPeer(connection.PeerAddress, connection.PeerPort);
        if (request.Context is not null)
            request.Context.Peer = connection.Peer;
        request.Trace = _context.ContextOf(call, hasSession: connection.Session is not null);
        request.Pending = connection.Session is { } session ? session.Begin(request, instrumentation) : new PendingCall(request);
        try
        {
            connection.Send(request);
        }
        catch (Exception e)
        {
            _pool.Release(connection);
            return ExceptionDispatchInfo.Capture(e);
        }

        if (call is not null)
        {
            call.RequestSize = request.Size;
            call.Enter(CallPhase.Send, request.Encoded);
        }

        return null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask WaitForReplyAsync(PendingCall pending, CallRequest request)
    {
        using CancellationTokenRegistration cancellation = request.CancellationToken.UnsafeRegister(
            static (pending, token) => ((PendingCall)pending!).Fail(new OperationCanceledException(token)), pending);
        await pending.Task.ConfigureAwait(false);
        if (request.Call is not { } call)
            return;
        // The reply may have come before it was seen that the request had been sent.
        call.Enter(CallPhase.Wait, request.Sent == 0 ? pending.FirstByte : Math.Min(request.Sent, pending.FirstByte));
        call.Enter(CallPhase.Receive, pending.FirstByte);
        call.Enter(CallPhase.Deserialize, pending.Received);
        call.ResponseSize = pending.ResponseSize;
    }

    private async Task WaitUntilSentAsync(CallRequest request, ClientConnection connection)
    {
        PendingCall pending = request.Pending!;
        try
        {
            await pending.Task.WaitAsync(request.Deadline.Left, request.CancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            connection.Abandon(pending, timedOut: false);
            throw;
        }
        catch (TimeoutException)
        {
            connection.Abandon(pending, timedOut: true);
            throw ConnectionFailures.Late(Endpoint, request.Deadline.Timeout.TotalSeconds, wasSent: false, connection.HasAnswered);
        }
        finally
        {
            // Until it is sent the connection may not be closed as one that nobody uses.
            if (pending.Task.IsCompleted)
                _pool.Release(connection, pending.IsAbandoned);
            else
                _ = pending.Task.ContinueWith(_ => _pool.Release(connection, pending.IsAbandoned), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
