using System.Text;
using Thriftscope.Idl;
using Thriftscope.Loading;

namespace Thriftscope;

/// <summary>
/// Modules by name, out of directories of <c>.thrift</c> files. Each is read once, and again when its file, or one that it includes,
/// has changed. All members may be used by several threads at once.
/// </summary>
public sealed class ThriftModuleCatalog
{
    private readonly string[] _directories;
    private readonly Encoding? _encoding;
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Lock _gate = new();

    /// <summary>Makes a catalog; nothing is read yet.</summary>
    /// <param name="directories">Where modules are searched, and what they include after their own directory, in this order.</param>
    /// <param name="encoding">How files are encoded that have no byte order mark; <see langword="null"/> for UTF-8.</param>
    /// <exception cref="ArgumentException">There is no directory, or a path that can be none.</exception>
    public ThriftModuleCatalog(IEnumerable<string> directories, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(directories);
        _directories = [.. directories.Select(Path.GetFullPath)];
        if (_directories.Length == 0)
            throw new ArgumentException("There is no directory to search modules in.", nameof(directories));
        _encoding = encoding;
    }

    /// <summary>
    /// The module of a name: <c>shop</c> is <c>shop.thrift</c>, and <c>billing.shop</c> is <c>billing.shop.thrift</c> or
    /// <c>billing/shop.thrift</c>. As long as no file has changed it is the same object. One that was given before a change stays what
    /// it was.
    /// </summary>
    /// <param name="name">The name; no path.</param>
    /// <exception cref="ArgumentException">The name is empty or a path.</exception>
    /// <exception cref="FileNotFoundException">No directory has a file of that name.</exception>
    /// <exception cref="ThriftIdlException">The file has errors: all of them are listed. A later call tries again.</exception>
    public ThriftModule Load(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        // A name may come from a caller who should see nothing but what is in the directories.
        if (name.AsSpan().ContainsAny("/\\:\0") || name.Split('.').Contains(""))
            throw new ArgumentException($"\"{name}\" is no name of a module: it is the file's name without .thrift, with dots for directories.", nameof(name));

        lock (_gate)
        {
            if (!_entries.TryGetValue(name, out Entry? entry) || entry.HasChanged)
                _entries[name] = entry = Read(name);
            return entry.Module;
        }
    }

    private Entry Read(string name)
    {
        Dictionary<string, FileStamp?> files = [];
        string path = Candidates(name).FirstOrDefault(c => Stamp(c) is not null)
            ?? throw new FileNotFoundException($"There is no module \"{name}\". Searched: {string.Join(", ", Candidates(name).Select(c => $"'{c}'"))}.");
        ThriftModule module = ThriftModule.Load(path, new IdlOptions
        {
            IncludeDirectories = _directories,
            ReadFile = p => Stamp(p) is null ? null : LocalFile.Read(p, _encoding),
        });
        return new Entry(module, files);

        // Remembered before the file is read, and for those that are not there too: one that appears goes before a later one.
        FileStamp? Stamp(string file) => files[file] = FileStamp.Of(file);
    }

    private IEnumerable<string> Candidates(string name)
    {
        foreach (string directory in _directories)
        {
            yield return Path.Combine(directory, name + ".thrift");
            if (name.Contains('.', StringComparison.Ordinal))
                yield return Path.Combine(directory, name.Replace('.', Path.DirectorySeparatorChar) + ".thrift");
        }
    }

    private sealed class Entry(ThriftModule module, Dictionary<string, FileStamp?> files)
    {
        public ThriftModule Module => module;

        public bool HasChanged => files.Any(f => FileStamp.Of(f.Key) != f.Value);
    }

    private sealed record FileStamp(DateTime Written, long Length)
    {
        public static FileStamp? Of(string path)
        {
            FileInfo file = new(path);
            return file.Exists ? new FileStamp(file.LastWriteTimeUtc, file.Length) : null;
        }
    }
}
