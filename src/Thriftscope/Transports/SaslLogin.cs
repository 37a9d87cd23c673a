using System.Security.Claims;
using System.Text;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Transports;

/// <summary>The log-in that Apache's TSaslTransport begins a connection with, at both ends.</summary>
internal static class SaslLogin
{
    private const string InternalError = "Internal error";

    /// <summary>Logs in to a server.</summary>
    /// <param name="connection">The connection, which the answer owns.</param>
    /// <param name="mechanism">How to log in.</param>
    /// <param name="server">The server's name, for messages.</param>
    /// <param name="limits">What the frames of data may contain.</param>
    /// <param name="cancellationToken">Gives the log-in up.</param>
    /// <returns>What the data go through.</returns>
    /// <exception cref="ThriftTransportException">The server refuses it, or closes the connection.</exception>
    /// <exception cref="ThriftProtocolException">The server does not speak SASL as Thrift has it.</exception>
    public static async Task<SaslStream> ConnectAsync(
        Stream connection, ISaslMechanism mechanism, string server, ThriftLimits limits, CancellationToken cancellationToken)
    {
        ISaslExchange exchange = mechanism.Start();
        SaslStream? opened = null;
        try
        {
            ReadOnlyMemory<byte> initial = await exchange.EvaluateAsync(default, cancellationToken).ConfigureAwait(false);
            await new SaslMessage(SaslStatus.Start, Encoding.UTF8.GetBytes(mechanism.Name)).WriteAsync(connection, cancellationToken).ConfigureAwait(false);
            await SendAsync(connection, new SaslMessage(SaslStatus.Ok, initial), cancellationToken).ConfigureAwait(false);
            SaslMessage message;
            do
            {
                message = await SaslMessage.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
                await AnswerAsync(connection, exchange, message, server, cancellationToken).ConfigureAwait(false);
            }
            while (message.Status != SaslStatus.Complete);
            return opened = new SaslStream(connection, connection, exchange, limits);
        }
        catch (ThriftSaslException e)
        {
            await TrySendAsync(connection, SaslMessage.Refusal(SaslStatus.Bad, e.Message), cancellationToken).ConfigureAwait(false);
            throw Failed($"The log-in to {server} failed: {e.Message}", e);
        }
        catch (EndOfStreamException e)
        {
            throw new ThriftTransportException(ThriftTransportError.EndOfFile, $"{server} closed the connection during the SASL log-in. Does it want one?", e);
        }
        finally
        {
            if (opened is null)
                exchange.Dispose();
        }
    }

    /// <summary>Lets a client log in.</summary>
    /// <param name="input">Where the client's bytes come from.</param>
    /// <param name="output">Where bytes to the client go; may be the same.</param>
    /// <param name="mechanisms">The ways to log in.</param>
    /// <param name="limits">What the frames of data may contain.</param>
    /// <param name="timeout">How long the log-in may take.</param>
    /// <param name="cancellationToken">Gives the log-in up.</param>
    /// <returns>What the data go through, and who has logged in.</returns>
    /// <exception cref="ThriftTransportException">The log-in is refused, given up by the client, or takes too long.</exception>
    /// <exception cref="ThriftProtocolException">The client does not log in.</exception>
    public static async Task<(SaslStream Stream, ClaimsPrincipal? User)> AcceptAsync(
        Stream input,
        Stream output,
        IReadOnlyCollection<ISaslServerMechanism> mechanisms,
        ThriftLimits limits,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(timeout);
        try
        {
            return await AcceptAsync(input, output, mechanisms, limits, limited.Token).ConfigureAwait(false);
        }
        catch (ThriftSaslException e)
        {
            await TrySendAsync(output, SaslMessage.Refusal(SaslStatus.Bad, e.Message), limited.Token).ConfigureAwait(false);
            throw Failed($"A log-in{(e.User is { } user ? $" as \"{PeerText.Bounded(user)}\"" : "")} was refused: {e.Message}", e);
        }
        catch (EndOfStreamException e)
        {
            throw new ThriftTransportException(ThriftTransportError.EndOfFile, "The client closed the connection during its SASL log-in.", e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && limited.IsCancellationRequested)
        {
            throw new ThriftTransportException(ThriftTransportError.TimedOut, $"The client did not log in within {timeout.TotalSeconds} s.");
        }
    }

    private static async Task<(SaslStream Stream, ClaimsPrincipal? User)> AcceptAsync(
        Stream input, Stream output, IReadOnlyCollection<ISaslServerMechanism> mechanisms, ThriftLimits limits, CancellationToken cancellationToken)
    {
        SaslMessage message = await SaslMessage.ReadAsync(input, cancellationToken).ConfigureAwait(false);
        if (message.Status != SaslStatus.Start)
            throw new ThriftProtocolException(ThriftProtocolError.InvalidData, $"A SASL log-in begins with START, not with {message.Status}", 0);
        string name = message.Text;
        ISaslServerMechanism mechanism = mechanisms.FirstOrDefault(m => m.Name == name)
            ?? throw new ThriftSaslException($"The mechanism \"{name}\" is not supported; there is {string.Join(", ", mechanisms.Select(m => m.Name))}");
        ISaslServerExchange exchange = mechanism.Start();
        SaslStream? opened = null;
        try
        {
            while (!exchange.IsComplete)
            {
                message = await SaslMessage.ReadAsync(input, cancellationToken).ConfigureAwait(false);
                if (message.Status is not (SaslStatus.Ok or SaslStatus.Complete))
                    throw Failed($"The client gave its log-in up: {message.Status}, {message.Text}");
                ReadOnlyMemory<byte> answer = await EvaluateAsync(exchange, message, output, cancellationToken).ConfigureAwait(false);
                SaslStatus status = exchange.IsComplete ? SaslStatus.Complete : SaslStatus.Ok;
                await SendAsync(output, new SaslMessage(status, answer), cancellationToken).ConfigureAwait(false);
            }

            opened = new SaslStream(input, output, exchange, limits);
            return (opened, exchange.User);
        }
        finally
        {
            if (opened is null)
                exchange.Dispose();
        }
    }

    // What the program's own check throws is its fault, not the client's, and not for the client to read.
    private static async Task<ReadOnlyMemory<byte>> EvaluateAsync(
        ISaslServerExchange exchange, SaslMessage message, Stream output, CancellationToken cancellationToken)
    {
        try
        {
            return await exchange.EvaluateAsync(message.Payload, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not ThriftSaslException && !cancellationToken.IsCancellationRequested)
        {
            await TrySendAsync(output, SaslMessage.Refusal(SaslStatus.Error, InternalError), cancellationToken).ConfigureAwait(false);
            throw Failed($"A log-in could not be checked: {e.GetType().Name}", e);
        }
    }

    private static async Task AnswerAsync(Stream connection, ISaslExchange exchange, SaslMessage message, string server, CancellationToken cancellationToken)
    {
        switch (message.Status)
        {
            case SaslStatus.Ok when !exchange.IsComplete:
                ReadOnlyMemory<byte> answer = await exchange.EvaluateAsync(message.Payload, cancellationToken).ConfigureAwait(false);
                await SendAsync(connection, new SaslMessage(SaslStatus.Ok, answer), cancellationToken).ConfigureAwait(false);
                break;
            case SaslStatus.Complete:
                if (!exchange.IsComplete)
                    _ = await exchange.EvaluateAsync(message.Payload, cancellationToken).ConfigureAwait(false);
                if (!exchange.IsComplete)
                    throw new ThriftSaslException("the server ended it too early");
                break;
            case SaslStatus.Bad or SaslStatus.Error:
                throw Failed($"{server} refused the log-in: {message.Text}");
            default:
                throw new ThriftProtocolException(ThriftProtocolError.InvalidData, $"{server} answered a complete SASL log-in with {message.Status}", 0);
        }
    }

    private static ThriftTransportException Failed(string message, Exception? inner = null) => new(ThriftTransportError.AuthenticationFailed, message, inner);

    private static async Task SendAsync(Stream output, SaslMessage message, CancellationToken cancellationToken)
    {
        await message.WriteAsync(output, cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    // The peer may be gone already: then there is nobody to tell.
    private static async Task TrySendAsync(Stream output, SaslMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(output, message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            ThriftscopeEventSource.Log.CallbackFailed(nameof(SaslLogin), e);
        }
    }
}
