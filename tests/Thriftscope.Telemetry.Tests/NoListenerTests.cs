using System.Diagnostics;

namespace Thriftscope.Telemetry.Tests;

public class NoListenerTests
{
    [Fact]
    public void A_call_that_nobody_listens_to_is_not_started_and_allocates_nothing()
    {
        using CallInstruments instruments = new("test.none", "test.none", "test.none.phases");
        CallInstrumentation instrumentation = new(instruments, new ThriftInstrumentationOptions());
        MethodTelemetryCache methods = new(ActivityKind.Client, "binary", "framed", "localhost", 9090);
        _ = Call(instrumentation, methods);

        long before = GC.GetAllocatedBytesForCurrentThread();
        ClientCall? call = null;
        for (int i = 0; i < 1000; i++)
            call ??= Call(instrumentation, methods);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        call.ShouldBeNull();
        allocated.ShouldBe(0);
    }

    private static ClientCall? Call(CallInstrumentation instrumentation, MethodTelemetryCache methods) =>
        ClientCall.Start(instrumentation, methods.Get(instrumentation, "Service", "method", isOneway: false));
}
