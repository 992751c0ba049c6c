using System.Text;

namespace AspireCoach.DemoSite.Devices;

/// <summary>Invents devices, the same for the same seed.</summary>
internal sealed class DeviceMaker(int seed, int brands)
{
    public static readonly IReadOnlyList<string> BrandNames =
    [
        "Acorn", "Größer", "Tessel", "Señal", "東雲 Shinonome", "Bell & Baker", "Ōkawa", "Halcyon", "Æther", "Brontide",
        "Calyx", "Driftwood", "Elmet", "Fathom", "Gossamer", "Hearthside", "Isobar", "Jackdaw", "Kestrel One", "Lumen",
        "Marram", "Nightjar", "Orrery", "Pumice", "Quillon", "Rookery", "Saltmarsh", "Thimble", "Umbra", "Verdigris",
        "Windlass", "Xylo", "Yarrow", "Žitny", "Ampersand", "Bellwether", "Cinder", "Dovetail", "Ember", "Fjordur",
    ];

    private static readonly string[] Series = ["Nova", "Edge", "Pixelate", "Mira", "Canvas", "Café", "Ridge", "Mini & Me", "Zoom \"Z\"", "Übung"];
    private static readonly string[] Suffixes = ["", " Pro", " Pro+", " Lite", " 5G", " Ultra", " FE"];
    private static readonly string[] Systems = ["Android 16", "Android 15", "Plume OS 4 & Android 15", "Harmonia 5", "Tundra OS 2.1", "Android 14, Fresh UI"];
    private static readonly string[] Chips = ["Orca 880 (4 nm)", "Tessel T9", "Orca 8 Gen 4", "Dimension <9400>", "Kiln K1 Bionic", "Helium G99"];
    private static readonly string[] ColourNames =
        ["Midnight Black", "Sea Blue", "Sage", "Rosé", "Coral", "Titanium Grey", "Grün", "Lavender", "Cloud White", "Sunset Orange"];

    public Device Make(int number)
    {
        var dice = new Dice(seed, number);
        var brand = BrandNames[number % brands];
        var place = number / brands;
        var model = $"{Series[place % Series.Length]} {(place / Series.Length) + 1}{dice.Pick<string>(Suffixes)}";
        var slug = $"{Slug(brand)}-{Slug(model)}-{number}";
        var fields = new Dictionary<string, Spelled>(StringComparer.Ordinal);
        AddQuantities(fields, ref dice);
        AddOthers(fields, ref dice);
        return new(number, brand, model, Slug(brand), slug, (Markup)dice.Next(3))
        {
            Fields = fields,
            Images = [.. Enumerable.Range(1, 1 + dice.Next(4)).Select(image => $"{number}-{image}")],
        };
    }

    /// <summary>A segment of a path, percent-encoded as RFC 3986 has it.</summary>
    public static string Slug(string text)
    {
        var slug = new StringBuilder();
        foreach (var letter in text.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(letter))
            {
                slug.Append(letter);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return Uri.EscapeDataString(slug.ToString().TrimEnd('-'));
    }

    private static void AddQuantities(Dictionary<string, Spelled> fields, ref Dice dice)
    {
        fields["battery"] = Spelling.Battery(2_000 + (dice.Next(9) == 0 ? dice.Next(6_000) : 100 * dice.Next(60)), ref dice);
        fields["screen"] = Spelling.Screen(4m + (dice.Next(90) / 20m), ref dice);
        fields["weight"] = Spelling.Weight(110 + dice.Next(200), ref dice);
        fields["memory"] = Spelling.Memory(dice.Pick(2, 3, 4, 6, 8, 12, 16, 24), ref dice);
        fields["storage"] = Spelling.Storage(dice.Pick(32, 64, 128, 256, 512, 1024, 2048), ref dice);
        fields["camera"] = Spelling.Camera(dice.Pick(8, 12, 13, 48, 50, 64, 108, 200), ref dice);
    }

    private static void AddOthers(Dictionary<string, Spelled> fields, ref Dice dice)
    {
        var cents = dice.Pick(0m, 0m, 0.99m, 0.5m);
        var price = Spelling.Price(89 + dice.Next(1_500) + cents, dice.Pick("USD", "EUR", "GBP"), ref dice);
        Add(fields, "price", price, ref dice, "Not announced");
        var released = Spelling.Date(new DateOnly(2019, 1, 1).AddDays(dice.Next(2_800)), ref dice);
        Add(fields, "released", released, ref dice, "TBA");
        Add(fields, "os", Spelled.Plain(dice.Pick<string>(Systems)), ref dice, null);
        Add(fields, "chipset", Spelled.Plain(dice.Pick<string>(Chips)), ref dice, null);
        var first = dice.Next(ColourNames.Length);
        var colours = Enumerable.Range(0, 1 + dice.Next(4)).Select(step => ColourNames[(first + (3 * step)) % ColourNames.Length]).ToList();
        Add(fields, "colours", Spelling.Colours(colours, ref dice), ref dice, null);
        if (dice.Next(10) > 0)
        {
            fields["rating"] = Spelling.Rating(1 + (dice.Next(41) / 10m));
        }
    }

    /// <summary>Three in a hundred pages leave it out, and three more say that there is none, where that is said.</summary>
    private static void Add(Dictionary<string, Spelled> fields, string name, Spelled value, ref Dice dice, string? none)
    {
        var turn = dice.Next(100);
        if (turn >= 6 || (turn >= 3 && none is null))
        {
            fields[name] = value;
        }
        else if (turn >= 3)
        {
            fields[name] = Spelled.None(none!);
        }
    }
}
