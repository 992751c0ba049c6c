namespace AspireCoach.DemoSite.Pages;

/// <summary>How a page's own content is shown at this moment.</summary>
/// <param name="Redesigned">The battery is elsewhere, and the price's place says something else.</param>
internal sealed record Shape(bool Redesigned)
{
    public const string PriceGarbage = "See 3 offers";

    public static readonly Shape Plain = new(false);
}
