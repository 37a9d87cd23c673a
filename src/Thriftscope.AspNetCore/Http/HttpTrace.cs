using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Thriftscope.AspNetCore.Requests;
using Thriftscope.Telemetry;

namespace Thriftscope.AspNetCore.Http;

/// <summary>The trace that a request over HTTP belongs to.</summary>
internal static class HttpTrace
{
    /// <summary>
    /// The span of ASP.NET Core is the parent, if there is one. Else it is the context in the HTTP headers, and only then what the message
    /// itself carries.
    /// </summary>
    public static void Set(Request request, HttpRequest http, CallInstrumentation instrumentation)
    {
        if (!instrumentation.Instruments.Source.HasListeners())
            return;
        if (Activity.Current is { } current)
        {
            // What ASP.NET Core makes for its logs alone, which no tracer has a part in, belongs to no source: a child of it would be an
            // orphan, and be left out by samplers that follow the parent.
            if (current.Source.Name.Length > 0 || current.Recorded)
            {
                request.Parent = current.Context;
                return;
            }

            Activity.Current = null;
        }

        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in http.Headers)
        {
            if (ContextKeys.IsPart(name))
                headers[name] = values.ToString();
        }

        ContextHeaders.Read(headers, HeaderPlace.Http, request.Contexts);
    }
}
