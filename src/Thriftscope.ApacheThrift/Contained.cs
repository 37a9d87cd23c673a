using System.Runtime.CompilerServices;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift;

/// <summary>Keeps a failure of the telemetry itself, a listener that throws among them, from the program's call.</summary>
internal static class Contained
{
    public static void Run<T>(T state, Action<T> action, [CallerMemberName] string what = "")
    {
        try
        {
            action(state);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(what, e);
        }
    }

    public static TResult? Run<T, TResult>(T state, Func<T, TResult?> function, [CallerMemberName] string what = "")
        where TResult : class
    {
        try
        {
            return function(state);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(what, e);
            return null;
        }
    }
}
