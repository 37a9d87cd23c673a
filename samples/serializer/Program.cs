using Thriftscope;

var module = ThriftModule.Load(Path.Combine(AppContext.BaseDirectory, "order.thrift"));

var order = module.NewStruct("Order", new
{
    id = 7,
    items = new[] { new { name = "tea", price = 4.5, size = "LARGE" } },
});

byte[] bytes = ThriftSerializer.Serialize(order, ThriftProtocol.Compact);
ThriftStruct copy = ThriftSerializer.Deserialize(order.Schema, bytes, ThriftProtocol.Compact);

Console.WriteLine(copy.Equals(order));

foreach (ThriftProtocol protocol in Enum.GetValues<ThriftProtocol>())
    Console.WriteLine($"{protocol}: {ThriftSerializer.Serialize(order, protocol).Length} bytes");

var schema = module.Struct("Order");
byte[] stored = ThriftSerializer.Serialize(schema, new Order(8, [new Item("milk", 1.25)]), ThriftProtocol.Json);
Order loaded = ThriftSerializer.Deserialize<Order>(schema, stored, ThriftProtocol.Json);
Console.WriteLine(loaded.Items[0].Name);

string json = ThriftSerializer.ToJson(order, indented: true);
Console.WriteLine(json);
ThriftStruct edited = ThriftSerializer.FromJson(schema, json.Replace("tea", "coffee"));
Console.WriteLine(edited);

record Item(string Name, double Price);

record Order(long Id, IReadOnlyList<Item> Items, string? Note = null);
