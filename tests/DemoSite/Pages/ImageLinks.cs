using AspireCoach.DemoSite.Devices;

namespace AspireCoach.DemoSite.Pages;

/// <summary>The ways in which pages name an image; the one of 1,280 pixels is the largest.</summary>
internal static class ImageLinks
{
    /// <summary>Whether the device's page has a base address and writes others relative to it.</summary>
    public static bool HasBase(Device device) => device.Number % 11 == 4 && device.Markup != Markup.B;

    /// <summary>src and, on most pages, srcset.</summary>
    public static string Attributes(Device device, string image)
    {
        var from = HasBase(device) ? "img/" : "/img/";
        return (device.Layout % 4) switch
        {
            0 => $"src=\"{from}{image}-1280.jpg\"",
            1 => $"src=\"{from}{image}-320.jpg\" srcset=\"{from}{image}-1280.jpg 1280w, {from}{image}-320.jpg 320w, {from}{image}-640.jpg 640w\"",
            2 => $"src=\"{from}{image}-320.jpg\" srcset=\"{from}{image}-640.jpg, {from}{image}-1280.jpg 2x\"",
            _ => $"src=\"{from}{image}-320.jpg\" srcset=\"\n    {from}{image}-320.jpg 320w,\n    {from}{image}-640.jpg 640w,\n    {from}{image}-1280.jpg 1280w\n\"",
        };
    }
}
