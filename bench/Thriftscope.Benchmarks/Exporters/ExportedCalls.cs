namespace Thriftscope.Benchmarks.Exporters;

/// <summary>
/// Calls and what exports them: one side of a comparison. It begins with its first use and ends with its row, since exporters have
/// threads and timers that other rows would pay for.
/// </summary>
/// <param name="startExport">Starts the exporter, before there are instruments for it to hear.</param>
/// <param name="createCalls">Makes what is called.</param>
internal sealed class ExportedCalls(Func<IExport> startExport, Func<ICalls> createCalls)
{
    private const int CallsOfEachMethod = 10;

    private (IExport Export, ICalls Calls)? _running;

    public void CallOne() => Running().Calls.CallOne();

    public void Deliver() => Running().Export.Deliver();

    /// <summary>A thousand calls, and the delivery of all that was recorded of them.</summary>
    public void CallAndDeliver()
    {
        (IExport export, ICalls calls) = Running();
        for (int i = 0; i < CallsOfEachMethod; i++)
            calls.CallAll();
        export.Deliver();
    }

    public void Settle() => _running?.Export.Settle();

    public void Stop()
    {
        _running?.Export.Dispose();
        _running = null;
    }

    private (IExport Export, ICalls Calls) Running() => _running ?? Start();

    private (IExport Export, ICalls Calls) Start()
    {
        IExport export = startExport();
        ICalls calls = createCalls();
        // Each series is there before anything is measured.
        calls.CallAll();
        _running = (export, calls);
        return (export, calls);
    }
}
