namespace Thriftscope.Cli.Demo;

/// <summary>Shows what the demo counts.</summary>
internal interface IDemoView
{
    /// <summary>Shows it while the demo runs.</summary>
    Task WatchAsync(Func<DemoSnapshot> snapshot, CancellationToken cancellationToken);

    /// <summary>Shows what came of it.</summary>
    Task ShowResultAsync(DemoSnapshot result);
}
