using System.Text;

namespace AspireCoach.DemoSite.Pages;

/// <summary>Text as HTML has it: letters stay letters, so that a charset matters.</summary>
internal static class Html
{
    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    public static StringBuilder Text(this StringBuilder html, string text) => html.Append(Escape(text));
}
