using System.Net;
using System.Net.Sockets;
using Thriftscope.Client;

namespace Thriftscope.Tests.Client;

/// <summary>Connecting to a host with several addresses.</summary>
public class AddressRaceTests
{
    private static readonly IPAddress[] Addresses = [IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2"), IPAddress.Parse("192.0.2.1")];

    [Fact]
    public void The_families_take_turns() =>
        AddressRace.Interleaved(Addresses).ShouldBe([Addresses[0], Addresses[2], Addresses[1]]);

    [Fact]
    public async Task An_address_that_refuses_gives_way_to_the_next()
    {
        List<IPAddress> tried = [];

        Connection winner = await AddressRace.RunAsync(Addresses, Connect, TestContext.Current.CancellationToken);

        winner.Address.ShouldBe(Addresses[1]);
        tried.ShouldBe([Addresses[0], Addresses[2], Addresses[1]]);

        Task<Connection> Connect(IPAddress address, CancellationToken cancellationToken)
        {
            tried.Add(address);
            return tried.Count < 3
                ? Task.FromException<Connection>(new SocketException((int)SocketError.ConnectionRefused))
                : Task.FromResult(new Connection(address));
        }
    }

    [Fact]
    public async Task An_address_that_is_silent_is_left_behind_and_its_late_connection_closed()
    {
        TaskCompletionSource<Connection> silent = new();
        CancellationToken given = default;

        Connection winner = await AddressRace.RunAsync(
            Addresses,
            (address, token) =>
            {
                if (!address.Equals(Addresses[0]))
                    return Task.FromResult(new Connection(address));
                given = token;
                return silent.Task;
            },
            TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Connection late = new(Addresses[0]);
        silent.SetResult(late);

        winner.Address.ShouldBe(Addresses[2]);
        winner.IsDisposed.ShouldBeFalse();
        given.IsCancellationRequested.ShouldBeTrue();
        late.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Where_none_answers_the_first_failure_is_told()
    {
        int tried = 0;

        SocketException e = await Should.ThrowAsync<SocketException>(() => AddressRace.RunAsync<Connection>(
            Addresses,
            (_, _) => Task.FromException<Connection>(new SocketException((int)(tried++ == 0 ? SocketError.HostUnreachable : SocketError.ConnectionRefused))),
            TestContext.Current.CancellationToken));

        e.SocketErrorCode.ShouldBe(SocketError.HostUnreachable);
        tried.ShouldBe(3);
    }

    private sealed class Connection(IPAddress address) : IDisposable
    {
        public IPAddress Address => address;

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
