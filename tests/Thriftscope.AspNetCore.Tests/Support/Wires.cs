namespace Thriftscope.AspNetCore.Tests.Support;

/// <summary>Every protocol on every transport that carries it.</summary>
public static class Wires
{
    public static TheoryData<string, string> All
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (string transport in (string[])["unframed", "framed", "header", "ttheader", "http"])
            {
                all.Add(transport, "binary");
                all.Add(transport, "compact");
                if (transport is "header" or "ttheader")
                    continue;
                all.Add(transport, "json");
                all.Add(transport, "thriftpy-json");
            }

            return all;
        }
    }

    /// <summary>The endpoint of a server, as a client of this transport and protocol writes it.</summary>
    public static string Endpoint(ThriftEndpoint server, string transport, string protocol) =>
        transport == "http" ? $"{server}?protocol={protocol}" : $"{server}?transport={transport}&protocol={protocol}";
}
