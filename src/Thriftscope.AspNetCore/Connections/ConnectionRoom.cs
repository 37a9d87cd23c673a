using Thriftscope.AspNetCore.Requests;

namespace Thriftscope.AspNetCore.Connections;

/// <summary>The room that one connection takes, until it is disposed for the first time.</summary>
internal sealed class ConnectionRoom(ServerLoad load) : IDisposable
{
    private bool _isFree;

    public void Dispose()
    {
        if (!_isFree)
            load.CloseConnection();
        _isFree = true;
    }
}
