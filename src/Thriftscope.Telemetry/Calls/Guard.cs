using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Thriftscope.Telemetry;

/// <summary>Runs the user's callbacks and listeners: telemetry never breaks a call.</summary>
internal static class Guard
{
    public static bool Passes(Func<ThriftCallInfo, bool>? filter, in ThriftCallInfo info)
    {
        if (filter is null)
            return true;
        try
        {
            return filter(info);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(nameof(ThriftInstrumentationOptions.Filter), e);
            return false;
        }
    }

    public static void Invoke<T>(Action<Activity, T>? enrich, Activity activity, T argument, string callback)
    {
        try
        {
            enrich?.Invoke(activity, argument);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(callback, e);
        }
    }

    public static string Invoke(Func<string, string>? rename, string service)
    {
        try
        {
            return rename?.Invoke(service) ?? service;
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(nameof(ThriftInstrumentationOptions.ServiceName), e);
            return service;
        }
    }

    /// <summary>Counts, even where a listener throws: it may be one of several, and those that counted up must count down again.</summary>
    public static void Add(UpDownCounter<long> counter, long delta, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(delta, tags);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(counter.Name, e);
        }
    }

    /// <summary>The same for what is only counted up.</summary>
    public static void Add(Counter<long> counter, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(1, tags);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(counter.Name, e);
        }
    }

    /// <summary>The same for what is measured apart from a call.</summary>
    public static void Record(Histogram<double> histogram, double value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            histogram.Record(value, tags);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(histogram.Name, e);
        }
    }

    /// <summary>Writes a log that no call stands behind.</summary>
    public static void Log(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(nameof(Log), e);
        }
    }

    public static bool IsEnabled(ILogger logger, LogLevel level)
    {
        try
        {
            return logger.IsEnabled(level);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(nameof(IsEnabled), e);
            return false;
        }
    }

    /// <summary>A message may be made when it is asked for, and fail.</summary>
    public static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception)
        {
            return exception.GetType().Name;
        }
    }

    public static bool IsError(DeclaredExceptionPolicy policy, ActivityKind kind, string exceptionName)
    {
        try
        {
            return policy.IsError(kind, exceptionName);
        }
        catch (Exception e)
        {
            ThriftscopeEventSource.Log.CallbackFailed(nameof(ThriftInstrumentationOptions.DeclaredExceptions), e);
            return DeclaredExceptionPolicy.ClientOnly.IsError(kind, exceptionName);
        }
    }
}
