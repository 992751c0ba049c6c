using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.AppHost;

/// <summary>
/// One page in a real Chromium without a window, driven by the DevTools protocol (chromedevtools.github.io/devtools-protocol):
/// it goes somewhere, runs expressions, and hears what the page complains of.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = [];
    private readonly ConcurrentQueue<string> _complaints = [];
    private Task _listening = Task.CompletedTask;
    private int _id;

    private Chromium(string folder, Process process)
    {
        _folder = folder;
        _process = process;
    }

    /// <summary>The program on this machine; null where there is none.</summary>
    public static string? Program { get; } = ((string[])["chromium", "chromium-browser", "google-chrome"]).Select(ProgramPath.Find).FirstOrDefault(path => path is not null);

    /// <summary>What the page wrote as an error, threw, or was forbidden by its policy.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    public static async Task<Chromium> StartAsync(int width, int height, string scheme, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("coach-chromium-").FullName;
        var process = Process.Start(new ProcessStartInfo(
            Program!,
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                $"--user-data-dir={folder}", "--remote-debugging-port=0", $"--window-size={width},{height}", "about:blank",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var browser = new Chromium(folder, process);
        try
        {
            await browser.ConnectAsync(width, height, scheme, cancel);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public Task GoAsync(Uri address, CancellationToken cancel) => SendAsync("Page.navigate", new { url = address.ToString() }, cancel);

    /// <summary>The value of an expression in the page; a promise is awaited.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression, CancellationToken cancel)
    {
        var answer = await SendAsync("Runtime.evaluate", new { expression, returnByValue = true, awaitPromise = true, userGesture = true }, cancel);
        answer.TryGetProperty("exceptionDetails", out var thrown).ShouldBeFalse(thrown.ToString());
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    /// <summary>Waits until an expression is true.</summary>
    public Task UntilAsync(string expression, CancellationToken cancel) =>
        Eventually.TrueAsync(async () => (await EvaluateAsync(expression, cancel)).ValueKind == JsonValueKind.True, expression, cancel);

    /// <summary>Presses a key, as a person without a mouse does.</summary>
    public async Task PressAsync(string key, CancellationToken cancel)
    {
        foreach (var type in (string[])["keyDown", "keyUp"])
        {
            await SendAsync("Input.dispatchKeyEvent", new { type, key, code = key, windowsVirtualKeyCode = key == "Tab" ? 9 : 13, text = key == "Enter" ? "\r" : "" }, cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        await Eventually.TrueAsync(() => Task.FromResult(TryDelete(_folder)), "Chromium's folder is free", CancellationToken.None);
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task ConnectAsync(int width, int height, string scheme, CancellationToken cancel)
    {
        var note = Path.Combine(_folder, "DevToolsActivePort");
        await Eventually.TrueAsync(
            () =>
            {
                _process.HasExited.ShouldBeFalse("Chromium ended");
                return Task.FromResult(File.Exists(note) && File.ReadAllLines(note).Length == 2);
            },
            "Chromium can be driven",
            cancel);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{(await File.ReadAllLinesAsync(note, cancel))[0]}") };
        var pages = JsonDocument.Parse(await http.GetStringAsync("/json/list", cancel)).RootElement;
        var page = pages.EnumerateArray().First(target => target.GetProperty("type").GetString() == "page");
        await _socket.ConnectAsync(new Uri(page.GetProperty("webSocketDebuggerUrl").GetString()!), cancel);
        _listening = ListenAsync();
        foreach (var domain in (string[])["Page", "Runtime", "Log"])
        {
            await SendAsync($"{domain}.enable", new { }, cancel);
        }

        await SendAsync("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = false }, cancel);
        await SendAsync("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = scheme } } }, cancel);
    }

    private async Task<JsonElement> SendAsync(string method, object parameters, CancellationToken cancel)
    {
        var id = Interlocked.Increment(ref _id);
        var answer = _asked[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters }), WebSocketMessageType.Text, endOfMessage: true, cancel);
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, cancel);
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            using var message = new MemoryStream();
            ValueWebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                message.Write(buffer.AsSpan(0, part.Count));
            }
            while (!part.EndOfMessage);

            var told = JsonDocument.Parse(message.ToArray()).RootElement;
            if (told.TryGetProperty("id", out var id))
            {
                _asked[id.GetInt32()].TrySetResult(told.TryGetProperty("result", out var result) ? result : told);
            }
            else
            {
                Hear(told.GetProperty("method").GetString()!, told.GetProperty("params"));
            }
        }
    }

    private void Hear(string method, JsonElement told)
    {
        var isComplaint = method switch
        {
            "Runtime.exceptionThrown" => true,
            "Runtime.consoleAPICalled" => told.GetProperty("type").GetString() is "error" or "warning",
            "Log.entryAdded" => told.GetProperty("entry").GetProperty("level").GetString() is "error" or "warning",
            _ => false,
        };
        if (isComplaint)
        {
            _complaints.Enqueue(told.ToString());
        }
    }
}
