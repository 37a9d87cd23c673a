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
        ClientCall? call = request.Call;
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
                call?.Enter(CallPhase.Connect);
                connection = await taking.ConfigureAwait(false);
                call?.Enter(CallPhase.Serialize);
            }

            PendingCall? pending = request.Method.IsOneway ? null : new PendingCall(request);
            Task? sent = null;
            try
            {
                sent = Send(request, connection, pending);
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
            catch (UnsentException e)
            {
                if (tried == MaxConnectionsTried)
                    throw new ThriftTransportException(ThriftTransportError.EndOfFile, $"{Endpoint} closed {tried} connections before they took the request.", e.InnerException) { IsUnsent = true };
                call?.Enter(CallPhase.Serialize);
            }
            catch (Exception) when (pending is not null)
            {
                connection.Abandon(pending);
                throw;
            }
            finally
            {
                // Once it is under way, the place of a call is given back when its reply has come.
                if (sent is null)
                    _pool.Release(connection);
                else if (pending is null)
                    ReleaseWhenSent(connection, sent);
            }
        }
    }

    public override void Retire() => _pool.Retire();

    public override ValueTask DisposeAsync() => _pool.DisposeAsync();

    private Task Send(CallRequest request, ClientConnection connection, PendingCall? pending)
    {
        ClientCall? call = request.Call;
        call?.SetPeer(connection.PeerAddress, connection.PeerPort);
        if (request.Context is not null)
            request.Context.Peer = connection.Peer;
        request.Pending = pending;
        request.Trace = RequestTrace.Of(call, instrumentation);
        Task sent = connection.SendAsync(request);
        if (call is not null)
        {
            call.RequestSize = request.Size;
            call.Enter(CallPhase.Send, request.Encoded);
        }

        return sent;
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
