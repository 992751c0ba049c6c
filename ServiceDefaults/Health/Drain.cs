using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AspireCoach.ServiceDefaults.Health;

/// <summary>
/// Holds the stop up while load balancers learn from <c>/health</c> that this process is going away, so that no
/// connection is refused on a rolling update.
/// </summary>
internal sealed class Drain(IOptions<ServiceDefaultsOptions> options, TimeProvider time) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromSeconds(options.Value.DrainSeconds), time, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
