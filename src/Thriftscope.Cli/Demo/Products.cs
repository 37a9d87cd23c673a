namespace Thriftscope.Cli.Demo;

// What the handlers take for the IDL's structs: properties with the names of the fields are all that is needed.
internal sealed record Item(string Sku, int Quantity);

internal sealed record Product(string Sku, string Title, int Category, long Price);

internal sealed record Receipt(long Id, long Amount);

internal sealed record Order(long Id, IReadOnlyList<Item> Items, long Total);

/// <summary>What the shop sells.</summary>
internal static class Products
{
    public static readonly IReadOnlyList<Product> All =
    [
        new("bk-1", "Structure and Interpretation", 1, 4900),
        new("bk-2", "The Soul of a New Machine", 1, 1800),
        new("bk-3", "Chess for Tigers", 1, 1500),
        new("gm-1", "Travel chess", 2, 1200),
        new("gm-2", "Go board", 2, 8900),
        new("fd-1", "Pepper, black", 3, 350),
        new("fd-2", "Coffee, whole beans", 3, 1450),
    ];
}
