using System.Diagnostics;
using Thriftscope.Telemetry;

namespace Thriftscope.Client;

/// <summary>The way to an endpoint over connections of its own.</summary>
internal sealed class ConnectionChannel(ThriftEndpoint endpoint, ThriftClientOptions options, CallInstrumentation instrumentation) : ThriftChannel(endpoint)
{
    // A server that closes each connection as soon as it is open would be tried for ever.
    private const int MaxConnectionsTried = 3;

    private readonly ConnectionPool _pool = new(endpoint, options, instrumentation);

    public override bool IsAvailable => _pool.IsAvailable;

    public override async Task OpenAsync(CallDeadline deadline, CancellationToken cancellationToken) =>
        _pool.Release(await _pool.TakeAsync(deadline, cancellationToken).ConfigureAwait(false));

    public override async Task<CallReply> ExchangeAsync(CallRequest request)
    {
        for (int tried = 1; ; tried++)
        {
            ValueTask<ClientConnection> taking = _pool.TakeAsync(request.Deadline, request.CancellationToken);
            ClientConnection connection;
            bool isHanded = !taking.IsCompletedSuccessfully;
            if (!isHanded)
            {
                connection = taking.Result;
            }
            else
            {
                request.Call?.Enter(CallPhase.Connect);
                connection = await taking.ConfigureAwait(false);
                request.Call?.Enter(CallPhase.Serialize);
            }

            try
            {
                return await ExchangeAsync(request, connection).ConfigureAwait(false);
            }
            catch (UnsentException e)
            {
                if (tried == MaxConnectionsTried)
                    throw new ThriftTransportException(ThriftTransportError.EndOfFile, $"{Endpoint} closed {tried} connections before they took the request.", e.InnerException) { IsUnsent = true };
                request.Call?.Enter(CallPhase.Serialize);
            }
            catch when (isHanded)
            {
                // Whoever handed the connection over must not run the user's code.
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                throw;
            }
        }
    }

    public override void Retire() => _pool.Retire();

    public override ValueTask DisposeAsync() => _pool.DisposeAsync();

    private async Task<CallReply> ExchangeAsync(CallRequest request, ClientConnection connection)
    {
        ClientCall? call = request.Call;
        call?.SetPeer(connection.PeerAddress, connection.PeerPort);
        if (request.Context is not null)
            request.Context.Peer = connection.Peer;
        PendingCall pending = new(request);
        request.Pending = pending;
        request.Trace = RequestTrace.Of(call, instrumentation);
        // From here on the connection's place is given back when the reply has come, or by whoever sees that none will.
        try
        {
            connection.Send(request);
        }
        catch
        {
            _pool.Release(connection);
            throw;
        }

        if (call is not null)
        {
            call.RequestSize = request.Size;
            call.Enter(CallPhase.Send, request.Encoded);
        }

        if (request.Method.IsOneway)
            return await WaitUntilSentAsync(request, connection).ConfigureAwait(false);
        CancellationTokenRegistration cancellation = request.CancellationToken.UnsafeRegister(
            static (pending, token) => ((PendingCall)pending!).Fail(new OperationCanceledException(token)), pending);
        try
        {
            await pending.Task.ConfigureAwait(false);
            return pending.GetReply();
        }
        catch (OperationCanceledException)
        {
            connection.Abandon(pending);
            throw;
        }
        finally
        {
            // Not DisposeAsync: nothing that the callback does is waited for.
            _ = cancellation.Unregister();
            if (call is not null)
                EnterPhases(call, request, pending);
        }
    }

    private static void EnterPhases(ClientCall call, CallRequest request, PendingCall pending)
    {
        // The reply may have come before it was seen that the request had been sent.
        call.Enter(CallPhase.Wait, request.Sent == 0 ? pending.FirstByte : Math.Min(request.Sent, pending.FirstByte));
        call.Enter(CallPhase.Receive, pending.FirstByte);
        call.Enter(CallPhase.Deserialize, pending.Received);
        call.ResponseSize = pending.ResponseSize;
    }

    private async Task<CallReply> WaitUntilSentAsync(CallRequest request, ClientConnection connection)
    {
        Task sent = request.Pending!.Task;
        try
        {
            await sent.WaitAsync(request.Deadline.Left, request.CancellationToken).ConfigureAwait(false);
            return request.Pending.GetReply();
        }
        catch (TimeoutException)
        {
            // The server takes no more bytes, and half a message may be on the wire.
            ThriftTransportException late = new(ThriftTransportError.TimedOut, $"{Endpoint} did not take the request within {request.Deadline.Timeout.TotalSeconds} s.");
            connection.Close(late);
            throw late;
        }
        catch (Exception e) when (e is not (OperationCanceledException or UnsentException))
        {
            throw connection.Failure ?? new ThriftTransportException(ThriftTransportError.EndOfFile, $"The connection to {Endpoint} was lost: {e.Message}", e);
        }
        finally
        {
            // Until it is sent the connection may not be closed as one that nobody uses.
            if (sent.IsCompleted)
                _pool.Release(connection);
            else
                _ = sent.ContinueWith(_ => _pool.Release(connection), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
