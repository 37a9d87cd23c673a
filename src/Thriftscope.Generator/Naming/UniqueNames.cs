namespace Thriftscope.Generator.Naming;

/// <summary>Gives names that have not been given: one that is taken gets an underscore, as often as it takes.</summary>
internal sealed class UniqueNames(params string[] reserved)
{
    private readonly HashSet<string> _taken = new(reserved, StringComparer.Ordinal);

    public string Take(string name)
    {
        while (!_taken.Add(name))
            name += "_";
        return name;
    }

    /// <summary>Takes a name and the same with something before it.</summary>
    public string TakeWith(string prefix, string name)
    {
        while (_taken.Contains(name) || _taken.Contains(prefix + name))
            name += "_";
        _ = _taken.Add(name);
        _ = _taken.Add(prefix + name);
        return name;
    }
}
