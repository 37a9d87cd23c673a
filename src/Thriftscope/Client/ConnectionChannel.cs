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
            if (taking.IsCompletedSuccessfully)
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
        PendingCall? pending = request.Method.IsOneway ? null : new PendingCall(request);
        request.Pending = pending;
        request.Trace = RequestTrace.Of(call, instrumentation);
        // From here on the connection's place is given back when the reply has come, or by whoever sees that none will.
        Task sent;
        try
        {
            sent = connection.SendAsync(request);
        }
        catch
        {
            _pool.Release(connection);
            throw;
        }

        try
        {
            if (call is not null)
            {
                call.RequestSize = request.Size;
                call.Enter(CallPhase.Send, request.Encoded);
            }

            await FlushAsync(connection, request, sent).ConfigureAwait(false);
            if (pending is null)
                return new CallReply(null, null, Stopwatch.GetTimestamp(), null);
            long sentAt = Stopwatch.GetTimestamp();
            try
            {
                await WaitAsync(pending, request).ConfigureAwait(false);
            }
            finally
            {
                // The reply may have come before this method saw that the request had been sent.
                call?.Enter(CallPhase.Wait, pending.FirstByte == 0 ? sentAt : Math.Min(sentAt, pending.FirstByte));
            }

            if (call is not null)
            {
                call.Enter(CallPhase.Receive, pending.FirstByte);
                call.Enter(CallPhase.Deserialize, pending.Received);
                call.ResponseSize = pending.ResponseSize;
            }

            return pending.GetReply();
        }
        catch (Exception) when (pending is not null)
        {
            connection.Abandon(pending);
            throw;
        }
        finally
        {
            if (pending is null)
                ReleaseWhenSent(connection, sent);
        }
    }

    // Until then the connection may not be closed as one that nobody uses.
    private void ReleaseWhenSent(ClientConnection connection, Task sent)
    {
        if (sent.IsCompleted)
            _pool.Release(connection);
        else
            _ = sent.ContinueWith(_ => _pool.Release(connection), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task FlushAsync(ClientConnection connection, CallRequest request, Task sent)
    {
        try
        {
            if (!sent.IsCompletedSuccessfully)
                await sent.ObserveFailure().WaitAsync(request.Deadline.Left, request.CancellationToken).ConfigureAwait(false);
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
    }

    private async Task WaitAsync(PendingCall pending, CallRequest request)
    {
        try
        {
            await pending.Task.WaitAsync(request.Deadline.Left, request.CancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ThriftTransportException(ThriftTransportError.TimedOut, $"{Endpoint} did not answer within {request.Deadline.Timeout.TotalSeconds} s.");
        }
    }
}
