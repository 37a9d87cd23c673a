using System.Diagnostics;
using Thriftscope.Telemetry;

namespace Thriftscope.ApacheThrift.Calls;

/// <summary>
/// Finds the request that a Thrift message comes in, where no server of Apache's has accepted it: a web server's, ASP.NET Core's above
/// all, or a Thrift call whose handler calls within the process.
/// </summary>
internal static class EnclosingRequest
{
    /// <summary>The nearest request around an activity.</summary>
    public static Activity? Of(Activity? activity)
    {
        while (activity is not null && activity.Kind != ActivityKind.Server && activity.OperationName != "Microsoft.AspNetCore.Hosting.HttpRequestIn")
            activity = activity.Parent;
        return activity;
    }

    public static bool IsThrift(Activity request) => request.GetTagItem(SemanticConventions.RpcSystemName) is SemanticConventions.System;
}
