namespace Thriftscope.Tracking;

/// <summary>Until it is disposed, tracking is in another state here.</summary>
internal sealed class TrackingScope : IDisposable
{
    private readonly TrackingState? _before = TrackingState.Current;
    private bool _hasEnded;

    public TrackingScope(Func<TrackingState, TrackingState> change) => TrackingState.Current = change(_before ?? new TrackingState());

    public void Dispose()
    {
        if (_hasEnded)
            return;
        _hasEnded = true;
        TrackingState.Current = _before;
    }
}
