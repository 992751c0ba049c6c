using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AspireCoach.Unit.Catalog.Fetching;

/// <summary>A site of raw bytes on loopback: says exactly what a test has it say, and can break off anywhere.</summary>
internal sealed class RawSite : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<string, RawAnswer, Task> _answer;
    private readonly List<Task> _open = [];
    private readonly Task _accepting;

    /// <param name="answer">Given the head of each request.</param>
    public RawSite(Func<string, RawAnswer, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public string Host => $"127.0.0.1:{Port}";

    /// <summary>The heads of the requests that came.</summary>
    public List<string> Requests { get; } = [];

    public int Connections { get; private set; }

    public Uri Url(string path = "/") => new($"http://{Host}{path}");

    public static RawSite Of(string answer) => new((_, to) => to.SendAsync(answer));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_open);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Connections++;
                _open.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        client.NoDelay = true;
        try
        {
            var stream = client.GetStream();
            while (await HeadAsync(stream) is { } head)
            {
                lock (Requests)
                {
                    Requests.Add(head);
                }

                var answer = new RawAnswer(client, stream, _end.Token);
                await _answer(head, answer);
                if (answer.IsClosed)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Whoever asked has gone.
        }
    }

    private async Task<string?> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _end.Token) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}

/// <summary>What a <see cref="RawSite"/> says to one request.</summary>
internal sealed class RawAnswer(TcpClient client, NetworkStream stream, CancellationToken end)
{
    public bool IsClosed { get; private set; }

    /// <summary>Ends with the test.</summary>
    public CancellationToken End => end;

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes, end);

    /// <summary>A whole answer with its length.</summary>
    public async Task PageAsync(byte[] body, string headers = "Content-Type: text/html\r\n", int status = 200)
    {
        await SendAsync($"HTTP/1.1 {status} X\r\nContent-Length: {body.Length}\r\n{headers}\r\n");
        await SendAsync(body);
    }

    public Task PageAsync(string body, string headers = "Content-Type: text/html\r\n", int status = 200) => PageAsync(Encoding.UTF8.GetBytes(body), headers, status);

    public Task RedirectAsync(string location, int status = 302) => PageAsync([], $"Location: {location}\r\n", status);

    /// <summary>Ends the connection in an orderly way.</summary>
    public void Close()
    {
        IsClosed = true;
        client.Client.Shutdown(SocketShutdown.Both);
    }

    /// <summary>Tears the connection down.</summary>
    public void Reset()
    {
        IsClosed = true;
        client.Client.LingerState = new LingerOption(true, 0);
        client.Client.Close();
    }

    /// <summary>Says nothing more, and keeps the connection open.</summary>
    public Task SilenceAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
}
