namespace Thriftscope.Benchmarks.Exporters;

/// <summary>An exporter, from its set-up to a back end in this process that takes everything and does nothing with it.</summary>
internal interface IExport : IDisposable
{
    /// <summary>Has everything delivered that was recorded before: a scrape, or a flush.</summary>
    void Deliver();

    /// <summary>Waits until the exporter's own threads have nothing left to do.</summary>
    void Settle();
}
