using System.Runtime.CompilerServices;

namespace AspireCoach.Functional.Fixtures;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder!.FullName, "AspireCoach.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
