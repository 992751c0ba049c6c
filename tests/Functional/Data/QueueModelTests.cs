using AspireCoach.Functional.Fixtures;
using FsCheck;
using FsCheck.Fluent;

namespace AspireCoach.Functional.Data;

public sealed class QueueModelTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Any_sequence_of_operations_leaves_the_queue_as_the_model_says()
    {
        var cancel = TestContext.Current.CancellationToken;
        // What a crash of the server would take is not this test's matter; waiting for the disk is most of its time.
        var connectionString = await QueueDatabase.CreateAsync(postgres, cancel) + ";Options=-c synchronous_commit=off";
        await using var node = Node.Build(connectionString);

        var step = Gen.Choose(0, int.MaxValue);
        var steps = Arb.From(Gen.Choose(10, 120).SelectMany(count => step.ArrayOf(count)), Shorter);
        var property = Prop.ForAll(steps, sequence => RunAsync(node, connectionString, sequence, cancel).GetAwaiter().GetResult());
        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(40).WithQuietOnSuccess(true), property), cancel);
    }

    private static async Task<bool> RunAsync(Node node, string connectionString, int[] steps, CancellationToken cancel)
    {
        var run = new QueueModelRun(node, connectionString, cancel);
        await run.BeginAsync();
        foreach (var step in steps)
        {
            await run.StepAsync(step);
            await run.CompareAsync();
        }

        await run.DrainAsync();
        return true;
    }

    /// <summary>Without each half, quarter and so on, down to single steps.</summary>
    private static IEnumerable<int[]> Shorter(int[] steps)
    {
        for (var size = steps.Length / 2; size > 0; size /= 2)
        {
            for (var from = 0; from < steps.Length; from += size)
            {
                yield return [.. steps.Take(from), .. steps.Skip(from + size)];
            }
        }
    }
}
