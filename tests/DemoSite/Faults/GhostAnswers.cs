using System.IO.Compression;
using System.Text;
using AspireCoach.DemoSite.Pages;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.DemoSite.Faults;

/// <summary>Answers of addresses that look like devices' and are none.</summary>
internal sealed class GhostAnswers(Contents contents, Uri inside)
{
    private static readonly Lazy<byte[]> s_bomb = new(PackBlanks);
    private static readonly byte[] s_picture = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F', (byte)'I', (byte)'F', 0, 1, 1, 0, 0, 1];

    public async Task AnswerAsync(HttpContext context, GhostKind ghost)
    {
        var path = context.Request.Path.Value!;
        switch (ghost)
        {
            case GhostKind.NotFound:
                await FaultAnswers.NotFoundAsync(context, contents);
                break;
            case GhostKind.Gone:
                await FaultAnswers.GoneAsync(context, contents);
                break;
            case GhostKind.SoftNotFound:
                await context.SendAsync(FaultAnswers.NoSuchPage(contents), Charset.Utf8);
                break;
            case GhostKind.Challenge:
                await context.SendAsync(FaultAnswers.Challenge, Charset.Utf8);
                break;
            case GhostKind.Empty:
                await context.SendAsync("", Charset.Utf8);
                break;
            case GhostKind.Bomb:
                context.Response.Headers.ContentEncoding = "gzip";
                await context.SendAsync(s_bomb.Value, "text/html", compress: false);
                break;
            case GhostKind.Huge:
                await HugeAsync(context);
                break;
            case GhostKind.Hollow:
                await context.SendAsync(
                    "<main><article data-device-page=\"A\"><span itemprop=\"brand\"> </span><h1 data-model></h1><span data-spec=\"battery\">5,000 mAh</span></article></main>", Charset.Utf8);
                break;
            case GhostKind.Picture:
                await context.SendAsync(s_picture, "image/jpeg");
                break;
            case GhostKind.Binary:
                await context.SendAsync(s_picture, "text/html");
                break;
            case GhostKind.Broken:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                break;
            case GhostKind.Reset:
                FaultAnswers.Reset(context);
                break;
            case GhostKind.SlowBody:
                await FaultAnswers.DripAsync(context);
                break;
            default:
                context.Response.Redirect(Redirect(ghost, path, context.Request.Query["step"]));
                break;
        }
    }

    private string Redirect(GhostKind ghost, string path, string? step) => ghost switch
    {
        GhostKind.Loop => step is null ? $"{path}?step=1" : path,
        GhostKind.Chain => $"{path}?step=x{step}",
        GhostKind.InwardsLoopback => $"{inside}secret",
        GhostKind.InwardsMetadata => "http://169.254.169.254/latest/meta-data/",
        GhostKind.InwardsMapped => $"http://[::ffff:127.0.0.1]:{inside.Port}/secret",
        GhostKind.InwardsName => $"http://localhost:{inside.Port}/secret",
        GhostKind.Disallowed => "/private/plans",
        _ => "file:///etc/passwd",
    };

    private static async Task HugeAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        var blanks = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
        for (var block = 0; block < 192; block++)
        {
            await context.Response.Body.WriteAsync(blanks, context.RequestAborted);
        }
    }

    private static byte[] PackBlanks()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            var blanks = Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024));
            for (var megabyte = 0; megabyte < 256; megabyte++)
            {
                gzip.Write(blanks);
            }
        }

        return packed.ToArray();
    }
}
