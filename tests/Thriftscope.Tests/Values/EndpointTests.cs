using Thriftscope.Wire;

namespace Thriftscope.Tests.Values;

public class EndpointTests
{
    [Theory]
    [InlineData("tcp://127.0.0.1:9090", "tcp", "127.0.0.1", 9090, "unframed")]
    [InlineData("tcp://localhost:0/", "tcp", "localhost", 0, "unframed")]
    [InlineData("tcp://[::1]:9090?transport=framed", "tcp", "::1", 9090, "framed")]
    [InlineData("TCP://host.example:65535?transport=unframed&protocol=binary", "tcp", "host.example", 65535, "unframed")]
    [InlineData("unix:///run/my.sock", "unix", "/run/my.sock", null, "unframed")]
    [InlineData("unix:///tmp/with%20space?transport=framed", "unix", "/tmp/with space", null, "framed")]
    public void A_good_endpoint_is_taken_apart(string text, string scheme, string host, int? port, string transport)
    {
        ThriftEndpoint endpoint = ThriftEndpoint.Parse(text);

        (endpoint.Scheme, endpoint.Host, endpoint.Port, WireNames.Of(endpoint.Transport), endpoint.Protocol).ShouldBe((scheme, host, port, transport, ThriftProtocol.Binary));
        endpoint.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("", "it is no URI")]
    [InlineData("127.0.0.1:9090", "it is no URI")]
    [InlineData("tcp://host:99999", "it is no URI")]
    [InlineData("tcp://host", "a tcp endpoint needs a host and a port: tcp://host:port")]
    [InlineData("tcp://:9090", "it is no URI")]
    [InlineData("tcp://host:9090/path", "a tcp endpoint has no path")]
    [InlineData("unix://host/path", "a unix endpoint needs an absolute path: unix:///run/my.sock")]
    [InlineData("unix:///", "a unix endpoint needs an absolute path")]
    [InlineData("http://host:80", "\"http\" is not supported; write tcp://host:port or unix:///path")]
    [InlineData("host:9090", "\"host\" is not supported; write tcp://host:port or unix:///path")]
    [InlineData("tcp://host:1?transport=frame", "transport can be unframed, framed, header or ttheader, not \"frame\"")]
    [InlineData("tcp://host:1?transport", "transport can be unframed, framed, header or ttheader, not \"\"")]
    [InlineData("tcp://host:1?protocol=xml", "protocol can be binary, compact, json or thriftpy-json, not \"xml\"")]
    [InlineData("tcp://host:1?timeout=5", "it has no parameter \"timeout\"; there are protocol and transport")]
    public void A_wrong_endpoint_says_what_is_wrong(string text, string reason) =>
        Should.Throw<FormatException>(() => ThriftEndpoint.Parse(text)).Message.ShouldStartWith($"\"{text}\" is no Thrift endpoint: {reason}");

    [Fact]
    public void A_picked_port_is_put_in_its_place()
    {
        ThriftEndpoint.Parse("tcp://[::1]:0?transport=framed").WithPort(5).ToString().ShouldBe("tcp://[::1]:5?transport=framed");
        ThriftEndpoint.Parse("tcp://localhost:0").WithPort(5).ToString().ShouldBe("tcp://localhost:5");
    }
}
