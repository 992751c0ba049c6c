using System.Globalization;
using AspireCoach.DemoSite;
using AspireCoach.DemoSite.Faults;

const string Usage = """
    dotnet run -c Release --project tests/DemoSite -- [--port 8717] [--devices 5000] [--brands 40] [--seed 1]
                                                      [--faults none|passing|all] [--charsets] [--redesign]
    """;
var options = new SiteOptions { Port = SiteOptions.DefaultPort };
var redesigned = false;
for (var i = 0; i < args.Length; i++)
{
    var value = i + 1 < args.Length ? args[i + 1] : "";
    switch (args[i])
    {
        case "--port" when int.TryParse(value, CultureInfo.InvariantCulture, out var port):
            (options, i) = (options with { Port = port }, i + 1);
            break;
        case "--devices" when int.TryParse(value, CultureInfo.InvariantCulture, out var devices):
            (options, i) = (options with { Devices = devices }, i + 1);
            break;
        case "--brands" when int.TryParse(value, CultureInfo.InvariantCulture, out var brands):
            (options, i) = (options with { Brands = brands }, i + 1);
            break;
        case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out var seed):
            (options, i) = (options with { Seed = seed }, i + 1);
            break;
        case "--faults" when value is "none" or "passing" or "all":
            options = options with { Faults = value == "none" ? [] : Fault.Passing, Ghosts = value == "all" ? Ghost.All : [] };
            i++;
            break;
        case "--charsets":
            options = options with { Charsets = true };
            break;
        case "--redesign":
            redesigned = true;
            break;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}

await using var site = await Site.StartAsync(options);
if (redesigned)
{
    site.Redesign();
}

Console.WriteLine($"{site.Truth.Count} devices of {options.Brands} brands: {site.Url}brands  (Ctrl+C ends it)");
var end = new TaskCompletionSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    end.TrySetResult();
};
AppDomain.CurrentDomain.ProcessExit += (_, _) => end.TrySetResult();
await end.Task;
return 0;
