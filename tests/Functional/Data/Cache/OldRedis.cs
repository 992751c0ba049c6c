using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AspireCoach.Functional.Data.Cache;

/// <summary>A Redis of before scripts could read the clock and write: real ones of that age are not to be had.</summary>
internal sealed class OldRedis : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public OldRedis()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public string ConnectionString => $"{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            while (await reader.ReadLineAsync(_stop.Token) is ['*', .. var count])
            {
                List<string> words = [];
                for (var i = 0; i < int.Parse(count, System.Globalization.CultureInfo.InvariantCulture); i++)
                {
                    await reader.ReadLineAsync(_stop.Token);
                    words.Add((await reader.ReadLineAsync(_stop.Token))!);
                }

                var answer = words[0].ToUpperInvariant() switch
                {
                    "PING" => "+PONG\r\n",
                    "ECHO" => Bulk(words[1]),
                    "INFO" => Bulk("# Server\r\nredis_version:3.0.7\r\nrole:master\r\n"),
                    "CLUSTER" => "-ERR This instance has cluster support disabled\r\n",
                    "CONFIG" => "*0\r\n",
                    "GET" => "$-1\r\n",
                    "SUBSCRIBE" => $"*3\r\n$9\r\nsubscribe\r\n{Bulk(words[1])}:1\r\n",
                    _ => "+OK\r\n",
                };
                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer), _stop.Token);
            }
        }
    }

    private static string Bulk(string text) => $"${text.Length}\r\n{text}\r\n";
}
