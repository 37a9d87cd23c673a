using System.Text;

namespace Thriftscope.StatsD.Lines;

/// <summary>What stands before and after the value in the lines of one series.</summary>
/// <param name="Head">Name, tags where the form has them there, and the colon.</param>
/// <param name="Tail">Type, sampling rate, and tags where the form has them there.</param>
internal readonly record struct LineText(string Head, string Tail)
{
    public byte[] HeadBytes() => Encoding.UTF8.GetBytes(Head);

    public byte[] TailBytes() => Encoding.UTF8.GetBytes(Tail + "\n");
}
