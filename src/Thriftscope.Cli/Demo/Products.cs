namespace Thriftscope.Cli.Demo;

/// <summary>What the shop sells.</summary>
internal static class Products
{
    public static readonly IReadOnlyList<Product> All =
    [
        Of("bk-1", "Structure and Interpretation", Category.Book, 4900),
        Of("bk-2", "The Soul of a New Machine", Category.Book, 1800),
        Of("bk-3", "Chess for Tigers", Category.Book, 1500),
        Of("gm-1", "Travel chess", Category.Game, 1200),
        Of("gm-2", "Go board", Category.Game, 8900),
        Of("fd-1", "Pepper, black", Category.Food, 350),
        Of("fd-2", "Coffee, whole beans", Category.Food, 1450),
    ];

    private static Product Of(string sku, string title, Category category, long price) => new() { Sku = sku, Title = title, Category = category, Price = price };
}
