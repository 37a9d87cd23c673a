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
}
