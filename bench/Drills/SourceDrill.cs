using AspireCoach.Bench.Catalog;
using AspireCoach.DemoSite;
using AspireCoach.DemoSite.Judging;

namespace AspireCoach.Bench.Drills;

/// <summary>A site of the catalogue that is redesigned, and a source file that is mended.</summary>
internal static class SourceDrill
{
    private const int Devices = 100;
    private const int MostRuns = 4;

    public static async Task<DrillFault> RedesignAsync(DrillPlatform platform)
    {
        var site = platform.Own(await Site.StartAsync(new() { Devices = Devices }));
        var source = new SourceFile(site) { Rate = 1_000, Burst = 1_000 };
        var coach = platform.Own(await IngestingCoach.StartAsync(new BenchRun("drill", platform.Database, platform.Cancel), 1, source));
        platform.Watch(coach.Process);
        await coach.RunAsync(source.Name, platform.Cancel);
        return new(
            async () =>
            {
                site.Redesign();
                await coach.RunAsync(source.Name, platform.Cancel);
            },
            async () =>
            {
                await coach.ReplaceAsync(source with { Mended = true }, platform.Cancel);
                for (var run = 0; run < MostRuns && (await coach.CoverageAsync(source.Name, platform.Cancel))["battery"] < 0.5; run++)
                {
                    await coach.RunAsync(source.Name, platform.Cancel);
                }
            });
    }
}
