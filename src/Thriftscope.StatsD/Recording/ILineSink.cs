namespace Thriftscope.StatsD.Recording;

/// <summary>Where lines go.</summary>
internal interface ILineSink
{
    /// <summary>Takes a line, or answers false while nothing more can be sent.</summary>
    bool Put(ReadOnlySpan<byte> head, long value, ReadOnlySpan<byte> tail);

    /// <inheritdoc cref="Put(ReadOnlySpan{byte}, long, ReadOnlySpan{byte})"/>
    bool Put(ReadOnlySpan<byte> head, double value, ReadOnlySpan<byte> tail);

    /// <summary>Takes the value of a gauge, which a sign would make relative to the one before.</summary>
    bool PutGauge(ReadOnlySpan<byte> head, double value, ReadOnlySpan<byte> tail);
}
