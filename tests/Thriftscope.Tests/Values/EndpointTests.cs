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
    [InlineData("", "it does not begin with a scheme; write tcp://host:port")]
    [InlineData("127.0.0.1:9090", "it does not begin with a scheme; write tcp://host:port")]
    [InlineData("host:9090", "it does not begin with a scheme")]
    [InlineData("tcp://host:99999", "a port is a number up to 65535, not \"99999\"")]
    [InlineData("tcp://host:-1", "a port is a number up to 65535, not \"-1\"")]
    [InlineData("tcp://host:", "a port is a number up to 65535, not \"\"")]
    [InlineData("tcp://host", "a tcp endpoint needs a host and a port: tcp://host:port")]
    [InlineData("tcp:host:90", "a tcp endpoint needs a host and a port: tcp://host:port")]
    [InlineData("tcp://:9090", "a tcp endpoint needs a host and a port: tcp://host:port")]
    [InlineData("tcp://::1:9090", "a tcp endpoint needs a host and a port")]
    [InlineData("tcp://fe80::1:9090", "an IPv6 address stands in brackets: tcp://[::1]:port")]
    [InlineData("tcp://[::x]:9090", "\"[::x]\" can't be a host's name or address")]
    [InlineData("tcp://host:9090/path", "a tcp endpoint has no path")]
    [InlineData("tls://host", "a tls endpoint needs a host and a port: tls://host:port")]
    [InlineData("tcp://me@host:1", "it can't have a user in it")]
    [InlineData("tcp://a:1,b:2", "it names several hosts where one is wanted")]
    [InlineData("tcp://a b:1", "it has white space in it; in a path, write %20")]
    [InlineData("tcp://a:1#b", "it can't have a # in it; in a path, write %23")]
    [InlineData("unix://host/path", "a unix endpoint needs an absolute path, unix:///run/my.sock, or the name of an abstract socket, unix:@name")]
    [InlineData("unix:///", "a unix endpoint needs an absolute path")]
    [InlineData("unix:", "a unix endpoint needs an absolute path")]
    [InlineData("unix:@", "a unix endpoint needs an absolute path")]
    [InlineData("unix:///a,/b", "it names several sockets where one is wanted")]
    [InlineData("pipe:///name", "a pipe endpoint needs the machine, a dot for this one, and the pipe's name: pipe://./name")]
    [InlineData("pipe://./", "a pipe endpoint needs the machine")]
    [InlineData("pipe://name", "a pipe endpoint needs the machine")]
    [InlineData("http:///path", "an http endpoint needs a host: http://host:port/path")]
    [InlineData("https://", "an https endpoint needs a host: https://host:port/path")]
    [InlineData("http://host:80?transport=framed", "it can have no transport: each HTTP request carries one message")]
    [InlineData("http://host:80?compression=zlib", "compression is for the transports unframed, framed and header, not for http")]
    [InlineData("udp://host:80", "\"udp\" is not supported; write tcp://host:port")]
    [InlineData("tcp://host:1?transport=frame", "transport can be unframed, framed, header or ttheader, not \"frame\"")]
    [InlineData("tcp://host:1?transport=http", "transport can be unframed, framed, header or ttheader, not \"http\"")]
    [InlineData("tcp://host:1?transport", "transport can be unframed, framed, header or ttheader, not \"\"")]
    [InlineData("tcp://host:1?protocol=xml", "protocol can be binary, compact, json or thriftpy-json, not \"xml\"")]
    [InlineData("tcp://host:1?protocol=binary&protocol=json", "protocol is given twice")]
    [InlineData("tcp://host:1?strict=no", "strict can be true or false, not \"no\"")]
    [InlineData("tcp://host:1?strict=false&protocol=compact", "strict is for the binary protocol: the others have one form only")]
    [InlineData("tcp://host:1?compression=gzip", "compression can be zlib or none, not \"gzip\"")]
    [InlineData("tcp://host:1?transport=ttheader&compression=zlib", "compression is for the transports unframed, framed and header, not for ttheader")]
    [InlineData("tcp://host:1?transport=header&protocol=json", "the transport header carries the protocols binary and compact, not json")]
    [InlineData("tcp://host:1?protocol=thriftpy-json&transport=ttheader", "the transport ttheader carries the protocols binary and compact, not thriftpy-json")]
    [InlineData("tcp://*", "a tcp endpoint needs a host and a port: tcp://host:port")]
    [InlineData("tcp://*.example:9090", "\"*.example\" can't be a host's name or address")]
    [InlineData("tcp://host:1?timeout=5", "it has no parameter \"timeout\"; there are protocol, transport, strict and compression")]
    public void A_wrong_endpoint_says_what_is_wrong(string text, string reason) =>
        Should.Throw<FormatException>(() => ThriftEndpoint.Parse(text)).Message.ShouldStartWith($"\"{text}\" is no Thrift endpoint: {reason}");

    [Fact]
    public void A_socket_s_path_must_fit_into_its_address() =>
        Should.Throw<FormatException>(() => ThriftEndpoint.Parse($"unix:///{new string('x', 110)}")).Message.ShouldEndWith("a socket's path has at most 103 bytes.");

    [Fact]
    public void The_name_of_an_abstract_socket_must_fit_too()
    {
        ThriftEndpoint.Parse($"unix:@{new string('x', 107)}").Host.Length.ShouldBe(108);
        Should.Throw<FormatException>(() => ThriftEndpoint.Parse($"unix:@{new string('x', 108)}")).Message.ShouldEndWith("the name of an abstract socket has at most 107 bytes.");
    }

    [Theory]
    [InlineData("tls://host:9090", "tls", "host", 9090, "")]
    [InlineData("tcp://*:9090", "tcp", "*", 9090, "")]
    [InlineData("https://*/thrift", "https", "*", 443, "/thrift")]
    [InlineData("unix:@name", "unix", "@name", null, "")]
    [InlineData("pipe://./my%20pipe", "pipe", ".", null, "my pipe")]
    [InlineData("http://host", "http", "host", 80, "/")]
    [InlineData("https://host/a/b", "https", "host", 443, "/a/b")]
    [InlineData("http://[::1]:8080/thrift/?protocol=json", "http", "::1", 8080, "/thrift/")]
    public void All_schemes_are_taken_apart(string text, string scheme, string host, int? port, string path)
    {
        ThriftEndpoint endpoint = ThriftEndpoint.Parse(text);

        (endpoint.Scheme, endpoint.Host, endpoint.Port, endpoint.Path).ShouldBe((scheme, host, port, path));
        endpoint.Transport.ShouldBe(scheme.StartsWith("http", StringComparison.Ordinal) ? ThriftTransport.Http : ThriftTransport.Unframed);
    }

    [Theory]
    [InlineData("strict=false", ThriftTransport.Unframed, ThriftProtocol.Binary, false, false, false)]
    [InlineData("strict=true&transport=framed&compression=zlib", ThriftTransport.Framed, ThriftProtocol.Binary, true, false, true)]
    [InlineData("transport=header&protocol=compact&compression=zlib", ThriftTransport.Header, ThriftProtocol.Compact, true, true, false)]
    [InlineData("transport=ttheader&compression=none", ThriftTransport.TTHeader, ThriftProtocol.Binary, true, false, false)]
    [InlineData("protocol=thriftpy-json", ThriftTransport.Unframed, ThriftProtocol.ThriftPyJson, true, false, false)]
    public void Parameters_say_how_messages_lie_on_the_wire(
        string query, ThriftTransport transport, ThriftProtocol protocol, bool isStrict, bool isCompressed, bool compressesStream)
    {
        ThriftEndpoint endpoint = ThriftEndpoint.Parse($"tcp://host:1?{query}");

        endpoint.Format.ShouldBe(new WireFormat(transport, protocol, isStrict, isCompressed));
        endpoint.CompressesStream.ShouldBe(compressesStream);
    }

    [Theory]
    [InlineData("tcp://a:1", "tcp://a:1")]
    [InlineData("tcp://a:1,b:2?transport=framed", "tcp://a:1?transport=framed", "tcp://b:2?transport=framed")]
    [InlineData("tls://[::1]:1,10.0.0.1:2,c:3", "tls://[::1]:1", "tls://10.0.0.1:2", "tls://c:3")]
    [InlineData("unix:///a.sock,/b.sock", "unix:///a.sock", "unix:///b.sock")]
    [InlineData("unix:@a,@b", "unix:@a", "unix:@b")]
    [InlineData("http://a:1,b/x,y?protocol=json", "http://a:1/x,y?protocol=json", "http://b/x,y?protocol=json")]
    public void A_list_names_several_endpoints(string text, params string[] endpoints) =>
        ThriftEndpoint.ParseList(text).Select(e => e.ToString()).ShouldBe(endpoints);

    [Theory]
    [InlineData("tcp://a:1,b", "\"tcp://b\" is no Thrift endpoint: a tcp endpoint needs a host and a port")]
    [InlineData("tcp://a:1,", "\"tcp://\" is no Thrift endpoint")]
    [InlineData("a,b", "\"a,b\" is no Thrift endpoint")]
    public void A_list_with_a_wrong_endpoint_says_which(string text, string reason) =>
        Should.Throw<FormatException>(() => ThriftEndpoint.ParseList(text)).Message.ShouldStartWith(reason);

    [Fact]
    public void A_picked_port_is_put_in_its_place()
    {
        ThriftEndpoint.Parse("tcp://[::1]:0?transport=framed").WithPort(5).ToString().ShouldBe("tcp://[::1]:5?transport=framed");
        ThriftEndpoint.Parse("tls://localhost:0?strict=false&protocol=binary").WithPort(5).ToString().ShouldBe("tls://localhost:5?strict=false&protocol=binary");
        ThriftEndpoint.Parse("tcp://*:0").WithPort(5).ToString().ShouldBe("tcp://*:5");
        ThriftEndpoint.Parse("tcp://localhost:0").WithPort(5).ToString().ShouldBe("tcp://localhost:5");
    }

    [Theory]
    [InlineData("tcp://a:1,tcp://b:2")]
    [InlineData("http://a/thrift,http://b/thrift")]
    public void A_list_that_repeats_its_scheme_says_how_lists_are_written(string text)
    {
        FormatException e = Should.Throw<FormatException>(() => ThriftEndpoint.ParseList(text));

        e.Message.ShouldContain("the scheme, and what follows the last host, stand there once for all");
    }
}
