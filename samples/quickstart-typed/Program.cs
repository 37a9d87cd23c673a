using Library;
using Thriftscope.AspNetCore;
using Thriftscope.OpenTelemetry;

using var telemetry = ThriftTelemetry.Start(o => o.UseConsole());

await using var server = await ThriftServer.StartAsync<ILibrary>("tcp://127.0.0.1:0", new Shelf());
await using var client = new LibraryClient(server.Endpoint.ToString());

Book book = await client.FindAsync("0-262-51087-1");
Console.WriteLine(book);

try
{
    await client.FindAsync("0-201-00650-2");
}
catch (UnknownBook e)
{
    Console.WriteLine($"There is no {e.Isbn}.");
}

class Shelf : ILibrary
{
    public Task<Book> FindAsync(string isbn, CancellationToken cancellationToken) => isbn == "0-262-51087-1"
        ? Task.FromResult(new Book { Isbn = isbn, Title = "Structure and Interpretation", Authors = { "Abelson", "Sussman" } })
        : throw new UnknownBook { Isbn = isbn };
}
