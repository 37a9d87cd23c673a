namespace Thriftscope.StatsD.Recording;

/// <summary>The tags of a measurement, as the program passed them.</summary>
internal sealed class TagSet(ReadOnlySpan<KeyValuePair<string, object?>> tags)
{
    private readonly KeyValuePair<string, object?>[] _tags = tags.ToArray();

    public ReadOnlySpan<KeyValuePair<string, object?>> Tags => _tags;

    /// <summary>Finds the set of a measurement without making one.</summary>
    public sealed class Comparer : IEqualityComparer<TagSet>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, TagSet>
    {
        public TagSet Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => new(alternate);

        public bool Equals(TagSet? x, TagSet? y) => x is null ? y is null : y is not null && Equals(x.Tags, y);

        public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, TagSet other)
        {
            ReadOnlySpan<KeyValuePair<string, object?>> tags = other.Tags;
            if (alternate.Length != tags.Length)
                return false;
            for (int i = 0; i < tags.Length; i++)
            {
                if (alternate[i].Key != tags[i].Key || !Equals(alternate[i].Value, tags[i].Value))
                    return false;
            }

            return true;
        }

        public int GetHashCode(TagSet obj) => GetHashCode(obj.Tags);

        public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
        {
            // The values alone: the measurements of an instrument hardly differ in their keys, whose hashing would take as long again.
            HashCode hash = default;
            foreach ((_, object? value) in alternate)
                hash.Add(value);
            return hash.ToHashCode();
        }
    }
}
