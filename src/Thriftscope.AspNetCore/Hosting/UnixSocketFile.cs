using System.Net.Sockets;

namespace Thriftscope.AspNetCore.Hosting;

/// <summary>The file of a unix socket, which a server that was killed leaves behind.</summary>
internal static class UnixSocketFile
{
    /// <summary>Removes the socket of a dead server. One that answers, and whatever is no socket, is left alone.</summary>
    public static void RemoveStale(string path)
    {
        if (File.Exists(path) && IsSocket(path) && !IsAlive(path))
            File.Delete(path);
    }

    // Sockets can't be opened as files. Reading and writing, since opening a FIFO for one of them alone would wait.
    private static bool IsSocket(string path)
    {
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsAlive(string path)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException e)
        {
            // Refused: nobody listens. Anything else, as a full queue, comes from one who does.
            return e.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }
}
