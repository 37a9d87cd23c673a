using Thriftscope.Benchmarks.Apache;

namespace Thriftscope.Benchmarks.Codec;

/// <summary>The values that are encoded and decoded.</summary>
internal static class SampleData
{
    public static AddressBook AddressBook() => new() { People = [.. Enumerable.Range(0, 100).Select(Person)] };

    public static Numbers Numbers() => new() { Values = [.. Enumerable.Range(0, 10_000).Select(i => i * 7919)] };

    public static Points Points() =>
        new() { Values = [.. Enumerable.Range(0, 1_000).Select(i => new Point { X = i, Y = -i, Weight = i / 3.0 })] };

    public static Words Words() => new() { Values = [.. Enumerable.Range(0, 1_000).Select(i => $"word number {i}")] };

    public static Reading Reading() => new() { Sensor = 4711, Time = 1_700_000_000_000, Value = 21.5, Valid = true, Unit = "celsius" };

    public static Blob Blob() => new() { Content = [.. Enumerable.Range(0, 16 * 1024).Select(i => (byte)i)] };

    private static Person Person(int i)
    {
        Person person = new()
        {
            Name = $"Grace Murray Hopper {i}",
            Id = i,
            Phones = [.. Enumerable.Range(0, 1 + (i % 3)).Select(n => new PhoneNumber { Number = $"+49 30 {i:0000} {n:000}", Type = (PhoneType)n })],
            Updated = 1_700_000_000_000 + i,
        };
        if (i % 2 == 0)
            person.Email = $"grace.{i}@example.org";
        return person;
    }
}
