using Thriftscope.ApacheThrift.Tests.Calculation;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;

namespace Thriftscope.ApacheThrift.Tests;

/// <summary>What Apache's parts do by themselves: without this, the tests of what they do when observed would say nothing.</summary>
public class UninstrumentedTests
{
    public static TheoryData<Cell> Cells => [.. Cell.All];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Every_combination_of_Apaches_parts_works_by_itself(Cell cell)
    {
        await using Rig rig = new Rig(cell).Start();
        Calculator.Client client = await rig.ConnectAsync();

        (await client.add(1, 2).InTime()).ShouldBe(3);
        (await client.ping().InTime()).ShouldBe("pong");
    }
}
