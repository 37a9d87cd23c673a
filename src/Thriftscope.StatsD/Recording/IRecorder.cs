namespace Thriftscope.StatsD.Recording;

/// <summary>Takes the measurements of one instrument with one set of tags. Any thread, no allocation.</summary>
internal interface IRecorder
{
    void Record(long value);

    void Record(double value);
}
