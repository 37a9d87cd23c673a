using System.Globalization;

namespace Thriftscope;

/// <summary>The way to a field, put together from the inside out while an exception passes.</summary>
internal sealed class FieldPath
{
    private string _path = "";

    public bool IsEmpty => _path.Length == 0;

    public void Prepend(string name) =>
        _path = _path.Length == 0 || _path[0] == '[' ? name + _path : $"{name}.{_path}";

    public void Prepend(int index)
    {
        string segment = string.Create(CultureInfo.InvariantCulture, $"[{index}]");
        _path = _path.Length == 0 || _path[0] == '[' ? segment + _path : $"{segment}.{_path}";
    }

    public override string ToString() => _path;
}
