using AspireCoach.AppHost.Local;

namespace AspireCoach.Bench.Media;

/// <summary>
/// Photographs out of Debian packages, fetched once into the cache with apt: wallpapers, and what comes with documentation and
/// puzzles. The packages hold drawings too; the list names the photographs.
/// </summary>
internal static class Photographs
{
    private static readonly (string Package, string Folder, string[] Files)[] Sources =
    [
        ("lomiri-wallpapers-16.04", "usr/share/backgrounds",
        [
            "Bridge_by_Sander_Klootwijk.jpg", "Dragonfly_by_Bolly.jpg", "Picture_0B_by_freespace.jpg", "Picture_1A_by_freespace.jpg",
            "Wine_by_Jakkub_Mede.jpg", "aitzgorri_by_Aitzol_Berasategi.jpg", "free_by_Peter_Nerlich.jpg", "friends_by_Aitzol_Berasategi.jpg",
            "greentock_by_Peter_Nerlich.jpg", "life_by_Aitzol_Berasategi.jpg", "picosdeeuropa_by_Aitzol_Berasategi.jpg",
            "seeding_by_Clements_Engelhardt.jpg", "sunset_by_Aitzol_Berasategi.jpg",
        ]),
        ("lomiri-wallpapers-20.04", "usr/share/backgrounds", ["Infinite-Sea_by_Aury88.jpg", "Kleiber_by_Lukas_Baubkus.jpg"]),
        ("mate-backgrounds", "usr/share/backgrounds/mate/nature",
        [
            "Aqua.jpg", "Blinds.jpg", "Dune.jpg", "FreshFlower.jpg", "Garden.jpg", "GreenMeadow.jpg", "LadyBird.jpg", "RainDrops.jpg",
            "Storm.jpg", "TwoWings.jpg", "Wood.jpg", "YellowFlower.jpg",
        ]),
        ("plasma-workspace-wallpapers", "usr/share/wallpapers",
        [
            .. new[] { "BytheWater", "ColdRipple", "ColorfulCups", "DarkestHour", "EveningGlow", "FallenLeaf", "Grey", "Kite", "OneStandsOut", "Path", "summer_1am" }
                .Select(name => $"{name}/contents/images/2560x1600.jpg"),
        ]),
        ("python3-sklearn", "usr/lib/python3/dist-packages/sklearn/datasets/images", ["china.jpg", "flower.jpg"]),
        ("palapeli-data", "usr/share/palapeli/collection",
        ["castle-maintenon.jpg", "cincinnati-bridge.jpg", "citrus-fruits.jpg", "european-honey-bee.jpg", "panther-chameleon-female.jpg"]),
        ("opencv-doc", "usr/share/doc/opencv-doc/examples",
        [
            "data/aero1.jpg", "data/aero3.jpg", "data/aloeL.jpg", "data/apple.jpg", "data/baboon.jpg", "data/board.jpg", "data/building.jpg",
            "data/chicky_512.png", "data/ela_original.jpg", "data/fruits.jpg", "data/graf1.png", "data/home.jpg", "data/leuvenA.jpg",
            "data/licenseplate_motion.jpg", "data/messi5.jpg", "data/orange.jpg", "data/rubberwhale1.png", "data/squirrel_cls.jpg",
            "alphamat/input_images/plant.jpg",
        ]),
        ("puzzle-jigsaw", "usr/share/puzzle-jigsaw/samples", ["cat-animal-cat-portrait-mackerel.jpg"]),
        ("qtdeclarative5-examples", "usr/lib/x86_64-linux-gnu/qt5/examples/quick/customitems/scrollbar/pics", ["niagara_falls.jpg"]),
    ];

    /// <summary>The packages, for a note.</summary>
    public static string Packages => string.Join(", ", Sources.Select(source => $"{source.Package} ({source.Files.Length})"));

    /// <summary>The photographs' paths, fetched first where they are not here yet. What a package of this distribution does not hold is left out.</summary>
    /// <exception cref="BenchException">There is no apt, or a package cannot be had.</exception>
    public static async Task<IReadOnlyList<string>> FetchAsync(CancellationToken cancel)
    {
        List<string> files = [];
        foreach (var (package, folder, names) in Sources)
        {
            var unpacked = BenchCache.Folder("photographs", package);
            if (!Directory.Exists(Path.Combine(unpacked, "usr")))
            {
                BenchRun.Progress($"fetching the Debian package {package}");
                await RunAsync("apt-get", ["download", package], unpacked, cancel);
                await RunAsync("dpkg", ["-x", Directory.GetFiles(unpacked, "*.deb").Single(), unpacked], unpacked, cancel);
                foreach (var archive in Directory.GetFiles(unpacked, "*.deb"))
                {
                    File.Delete(archive);
                }
            }

            files.AddRange(names.Select(name => Path.Combine(unpacked, folder, name)).Where(File.Exists));
        }

        return files;
    }

    private static async Task RunAsync(string program, string[] arguments, string folder, CancellationToken cancel)
    {
        var path = ProgramPath.Find(program) ?? throw new BenchException($"The photographs come from Debian packages, and there is no {program} here.");
        var (code, output) = await ProgramPath.RunAsync(path, arguments, cancel, workingDirectory: folder);
        if (code != 0)
        {
            throw new BenchException($"{program} {string.Join(' ', arguments)} ended with {code}: {output}");
        }
    }
}
