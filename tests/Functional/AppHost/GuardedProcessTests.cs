using System.Collections.Concurrent;
using System.Diagnostics;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.AppHost;

public sealed class GuardedProcessTests
{
    private readonly ConcurrentQueue<string> _lines = [];

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_exit_code_comes_after_the_last_line()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no shell to guard with");
        await using var process = Start("echo first; echo last >&2; exit 7");

        (await process.Exited.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancel)).ShouldBe(7);
        _lines.ShouldBe(["first", "last"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_program_is_asked_to_end_and_may_take_its_time_within_its_grace()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no shell to guard with");
        await using var process = Start("trap 'echo asked; exit 3' TERM; echo up; while :; do sleep 0.1; done");
        await IsUpAsync();

        await process.StopAsync();

        (await process.Exited).ShouldBe(3);
        _lines.ShouldBe(["up", "asked"]);
    }

    [Fact]
    public async Task A_program_that_does_not_listen_is_ended_by_force_after_its_grace()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no shell to guard with");
        await using var process = Start("trap '' TERM; echo up; while :; do sleep 0.1; done");
        await IsUpAsync();

        var clock = Stopwatch.StartNew();
        await process.StopAsync();

        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(900));
        (await process.Exited).ShouldBe(128 + 9);
    }

    [Fact]
    public void A_program_that_cannot_be_found_is_named_by_the_shell_or_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no shell to guard with");
        Should.Throw<InvalidOperationException>(
            () => GuardedProcess.Start(new("/bin/sh", [], "/no/such/folder"), _lines.Enqueue)).Message.ShouldContain("/bin/sh");
    }

    private GuardedProcess Start(string script) =>
        GuardedProcess.Start(new("/bin/sh", ["-c", script], "/") { Grace = TimeSpan.FromSeconds(1) }, _lines.Enqueue);

    private Task IsUpAsync() => Eventually.TrueAsync(() => Task.FromResult(_lines.Contains("up")), "the program is up", Cancel);
}
