using System.Globalization;
using AspireCoach.Data.Jobs;

namespace AspireCoach.Host.Commands;

/// <summary><c>coach jobs dead|redrive</c>: looks at dead letters and puts them back.</summary>
internal static class JobsCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = CoachApplication.CreateBuilder().Build();
        var dead = app.Services.GetRequiredService<DeadLetters>();
        switch (args)
        {
            case ["dead", .. { Length: <= 1 } kind]:
                foreach (var letter in await dead.ListAsync(kind.FirstOrDefault(), CancellationToken.None))
                {
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"{letter.Id}  {letter.Kind}  {letter.DiedAt:u}  after {letter.Attempt} attempts  {letter.Problem}"));
                }

                return 0;
            case ["redrive", var what]:
                var count = await dead.RedriveAsync(what, CancellationToken.None);
                Console.WriteLine($"Put {count} jobs back into the queue.");
                return count > 0 ? 0 : 1;
            default:
                throw new CommandLineException("Say 'coach jobs dead [KIND]' or 'coach jobs redrive KIND|ID'.");
        }
    }
}
