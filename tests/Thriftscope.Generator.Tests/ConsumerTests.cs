using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Thriftscope.Generator.Tests;

/// <summary>Whatever the options of a user's project are.</summary>
public sealed class ConsumerTests
{
    private const string Idl =
        """
        enum Color { RED, GREEN }
        struct Item { 1: required string name, 2: optional i32 count = 3, 3: list<Color> colors, 4: optional Item inner, 5: i8 small, 6: Color color }
        union Choice { 1: Item item, 2: i64 number }
        exception Refused { 1: string message, 2: i32 code }
        const list<i32> NUMBERS = [1, 2]
        service Shop { Item buy(1: i64 id, 2: Item item, 3: optional list<i32> more) throws (1: Refused refused) oneway void forget(1: i64 id) }
        """;

    [Theory]
    [InlineData(NullableContextOptions.Disable)]
    [InlineData(NullableContextOptions.Warnings)]
    [InlineData(NullableContextOptions.Annotations)]
    public void A_project_may_do_without_nullable_annotations(NullableContextOptions nullable) =>
        new ThriftProject(Idl) { Options = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: nullable, warningLevel: 9999, generalDiagnosticOption: ReportDiagnostic.Error) }.ShouldBuild();

    [Fact]
    public void A_project_may_check_arithmetic_and_be_for_others_languages_too() => new ThriftProject(Idl)
    {
        Code = "[assembly: System.CLSCompliant(true)]",
        Options = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999, checkOverflow: true),
    }.ShouldBuild();

    [Fact]
    public void A_project_may_have_usings_of_its_own() => new ThriftProject(Idl)
    {
        Code = "global using System; global using System.Threading.Tasks; global using Mine; global using Task = Mine.Guid; namespace Mine { class Guid; class List<T>; class ThriftType; class GeneratedCode; class CancellationToken; }",
    }.ShouldBuild();

    [Fact]
    public void A_user_can_work_with_what_is_generated() => new ThriftProject(Idl)
    {
        Code =
            """
            #nullable enable
            #pragma warning disable CS1591
            using System;
            using System.Collections.Generic;
            using System.Threading;
            using System.Threading.Tasks;
            using Shop;

            class Handler : IShop
            {
                public Task<Item> BuyAsync(long id, Item item, IReadOnlyList<int>? more, CancellationToken cancellationToken) =>
                    id > 0 ? Task.FromResult(item with { Count = null }) : throw new Refused { Message = "no", Code = 3 };

                public Task ForgetAsync(long id, CancellationToken cancellationToken) => Task.CompletedTask;
            }

            static class User
            {
                public static async Task<string> RunAsync()
                {
                    await using ShopClient client = new("tcp://localhost:1");
                    try
                    {
                        Item item = await client.BuyAsync(5, new Item { Name = "a", Colors = [Color.Red] });
                        item = await client.With(new Thriftscope.ThriftCallOptions()).BuyAsync(5, item, more: [1], CancellationToken.None);
                        Choice choice = Choice.OfItem(item);
                        string inner = item.Inner?.Name ?? "none";
                        return choice switch { { Item: { } it } => it.Name, { Number: { } number } => $"{number}", _ => inner };
                    }
                    catch (Refused refused) when (refused.Code > 0)
                    {
                        return refused.Message + ShopConstants.Numbers.Count;
                    }
                }
            }

            namespace Shop
            {
                partial record Item { public bool IsBig => Small > 5; }
                partial class Refused { public bool IsFinal => Code > 5; }
                partial class ShopClient { public int More => 5; }
                partial interface IShop { int Twice(int i) => 2 * i; }
            }
            """,
    }.ShouldBuild();

    [Fact]
    public void A_required_field_must_be_given() => new ThriftProject(Idl) { Code = "class P { object A() => new Shop.Item(); }" }
        .Build().CompilerProblems.ShouldHaveSingleItem().ShouldContain("CS9035: Required member 'Item.Name' must be set");

    [Theory]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.CSharp7_3)]
    public void A_project_in_an_older_language_gets_one_error(LanguageVersion version)
    {
        BuiltProject built = new ThriftProject(Idl) { Language = version, Options = new(OutputKind.DynamicallyLinkedLibrary) }.Build();
        Diagnostic problem = built.Problems.ShouldHaveSingleItem();
        problem.Id.ShouldBe("THRIFT504");
        problem.GetMessage().ShouldContain($"the project's is C# {version.ToDisplayString()}");
        built.CompilerProblems.ShouldBeEmpty();
    }

    [Fact]
    public void A_project_in_an_older_language_without_idl_is_left_alone() =>
        new ThriftProject { Language = LanguageVersion.CSharp12 }.ShouldBuild();

    [Theory]
    [InlineData(LanguageVersion.CSharp14)]
    [InlineData(LanguageVersion.Preview)]
    public void A_project_may_be_in_a_newer_language(LanguageVersion version) => new ThriftProject(Idl) { Language = version }.ShouldBuild();
}
