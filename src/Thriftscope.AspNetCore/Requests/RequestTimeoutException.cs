namespace Thriftscope.AspNetCore.Requests;

/// <summary>The handler took longer than <see cref="ThriftServerOptions.RequestTimeout"/>.</summary>
internal sealed class RequestTimeoutException(string method, TimeSpan timeout)
    : Exception($"{method} did not end within {timeout.TotalSeconds} s, the server's time-out");
