using System.Diagnostics;

namespace Thriftscope.ApacheThrift.Calls;

/// <summary>Recognises the request of a web server, ASP.NET Core's above all, that a Thrift message comes in.</summary>
internal static class WebRequest
{
    /// <summary>Whether an activity is that of a request, or one that the program has opened within.</summary>
    public static bool Encloses(Activity? activity)
    {
        while (activity is not null && activity.Kind != ActivityKind.Server && activity.OperationName != "Microsoft.AspNetCore.Hosting.HttpRequestIn")
            activity = activity.Parent;
        return activity is not null;
    }
}
