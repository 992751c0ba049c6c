namespace AspireCoach.Support;

/// <summary>Documents that are no part of the project: in the folder <c>shared</c> beside the checkout, or where COACH_SHARED says.</summary>
internal static class SharedFiles
{
    /// <summary>A file's path; null where it is not there.</summary>
    public static string? Find(string name)
    {
        var folder = Environment.GetEnvironmentVariable("COACH_SHARED");
        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); folder is null && parent is not null; parent = parent.Parent)
        {
            if (File.Exists(Path.Combine(parent.FullName, "AspireCoach.sln")))
            {
                folder = Path.Combine(parent.FullName, "..", "shared");
            }
        }

        return folder is not null && File.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : null;
    }
}
