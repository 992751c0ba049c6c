using System.Net;
using System.Net.Sockets;

namespace AspireCoach.Bench.Load;

/// <summary>One keep-alive connection with at most one request under way.</summary>
internal sealed class LoadConnection : Socket
{
    private const int MostBytes = 4 * 1024 * 1024;
    private byte[] _buffer = new byte[16 * 1024];
    private int _filled;

    public LoadConnection(IPEndPoint address)
        : base(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true;
        Connect(address);
        Blocking = false;
    }

    /// <summary>When the request was due (open loop) or sent (closed loop).</summary>
    public long Since { get; set; }

    /// <summary>When the answer before this one came.</summary>
    public long Accepted { get; set; }

    /// <summary>What the request is about, to the load.</summary>
    public int Subject { get; set; }

    /// <summary>Where the answer before this one pointed to.</summary>
    public string Location { get; set; } = "";

    /// <summary>True from a request to its answer.</summary>
    public bool IsBusy { get; private set; }

    public void Begin(ReadOnlySpan<byte> request)
    {
        IsBusy = true;
        while (request.Length > 0)
        {
            var sent = Send(request, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                Poll(TimeSpan.FromSeconds(1), SelectMode.SelectWrite);
            }
            else if (error != SocketError.Success)
            {
                throw new BenchException($"The coach closed a connection: {error}.");
            }

            request = request[sent..];
        }
    }

    /// <summary>Reads what has come and hands a whole answer to the load.</summary>
    public void Receive(ILoad load, long now)
    {
        if (_filled == _buffer.Length)
        {
            if (_filled >= MostBytes)
            {
                throw new BenchException("An answer is too long.");
            }

            Array.Resize(ref _buffer, _filled * 2);
        }

        var count = Receive(_buffer.AsSpan(_filled), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return;
        }

        if (error != SocketError.Success || count == 0)
        {
            throw new BenchException($"The coach closed a connection: {error}.");
        }

        _filled += count;
        var taken = HttpAnswer.TryRead(_buffer.AsSpan(0, _filled), out var answer);
        if (taken == 0)
        {
            return;
        }

        if (taken != _filled)
        {
            throw new BenchException("An answer came that was not asked for.");
        }

        _filled = 0;
        IsBusy = false;
        load.Answered(this, answer, now);
    }
}
