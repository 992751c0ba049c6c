using System.Globalization;
using AspireCoach.AppHost.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Bench;

/// <summary>A process that takes OTLP over gRPC on loopback, reads every byte and keeps none: the cheapest true receiver.</summary>
internal sealed class TelemetrySink : IAsyncDisposable
{
    /// <summary>The command line of that process.</summary>
    public const string Command = "telemetry-sink";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly byte[] EmptyMessage = new byte[5];
    private readonly GuardedProcess _process;

    private TelemetrySink(GuardedProcess process, int port) => (_process, Endpoint) = (process, $"http://127.0.0.1:{port}");

    public string Endpoint { get; }

    public static async Task<TelemetrySink> StartAsync(CancellationToken cancel)
    {
        var port = LoopbackPort.Free();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = GuardedProcess.Start(
            new("dotnet", [typeof(TelemetrySink).Assembly.Location, Command, port.ToString(CultureInfo.InvariantCulture)], AppContext.BaseDirectory),
            _ => started.TrySetResult());
        await started.Task.WaitAsync(Patience, TimeProvider.System, cancel);
        return new(process, port);
    }

    /// <summary>What came so far.</summary>
    public async Task<(long Requests, long Bytes)> ReceivedAsync(CancellationToken cancel)
    {
        using var client = new HttpClient { DefaultRequestVersion = new Version(2, 0), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var numbers = (await client.GetStringAsync(new Uri($"{Endpoint}/received"), cancel)).Split(' ');
        return (long.Parse(numbers[0], CultureInfo.InvariantCulture), long.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>What that process does.</summary>
    public static async Task<int> RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http2));
        await using var app = builder.Build();
        long requests = 0, bytes = 0;
        app.MapGet("/received", () => string.Create(CultureInfo.InvariantCulture, $"{Volatile.Read(ref requests)} {Volatile.Read(ref bytes)}"));
        app.MapPost("/{**service}", async context =>
        {
            var buffer = new byte[64 * 1024];
            for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
            {
                Interlocked.Add(ref bytes, read);
            }

            Interlocked.Increment(ref requests);
            context.Response.ContentType = "application/grpc";
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.Body.WriteAsync(EmptyMessage, context.RequestAborted);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        await app.StartAsync();
        Console.WriteLine("listening");
        await app.WaitForShutdownAsync();
        return 0;
    }
}
