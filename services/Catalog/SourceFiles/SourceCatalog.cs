using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Catalog.SourceFiles;

/// <summary>
/// The source files of all folders of <c>Catalog:Sources</c>, read at start and again when they change: who asks a second or more
/// after the last look sees the files as they are. Files are compared by content, so that editors that replace files and
/// Kubernetes' links are followed. A file that has become wrong keeps its last good version in use; one that is gone at two looks
/// is gone.
/// </summary>
internal sealed partial class SourceCatalog(IOptions<CatalogOptions> options, TimeProvider time, ILogger<SourceCatalog> logger)
{
    private const int MostBytes = 256 * 1024;
    private const int MostFiles = 1_000;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Dictionary<string, ReadFile> _files = new(StringComparer.Ordinal);
    private State _state = new([], []);
    private List<SourceProblem> _folderProblems = [];
    private long _looked;
    private bool _read;

    /// <summary>Where the shipped files are: beside the program.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "sources");

    /// <summary>The sources in force, by name.</summary>
    public IReadOnlyList<SourceDefinition> All => Current().Sources;

    /// <summary>What is wrong with files at this moment.</summary>
    public IReadOnlyList<SourceProblem> Problems => Current().Problems;

    public SourceDefinition? Find(string name) => All.FirstOrDefault(source => source.Name == name);

    /// <summary>Reads one file that is in no folder; what it extends is looked for in the folders.</summary>
    public (SourceDefinition? Definition, IReadOnlyList<SourceProblem> Problems) ReadFileAt(string path)
    {
        Current();
        var (text, problem) = Content(path);
        lock (_lock)
        {
            return text is null ? (null, [problem!]) : SourceReader.Read(text, path, MapOf);
        }
    }

    private State Current()
    {
        lock (_lock)
        {
            if (!_read || time.GetElapsedTime(_looked) >= Look)
            {
                _looked = time.GetTimestamp();
                Refresh();
                _read = true;
            }

            return _state;
        }
    }

    private void Refresh()
    {
        var problems = new List<SourceProblem>();
        var paths = Paths(problems);
        var files = new Dictionary<string, ReadFile>(StringComparer.Ordinal);
        var changed = false;
        foreach (var path in paths)
        {
            var before = _files.GetValueOrDefault(path);
            var (text, problem) = Content(path);
            files[path] = before is not null && before.Text == text && before.Unreadable == problem ? before with { IsGone = false } : Opened(path, text, problem, before?.Good);
            changed |= !ReferenceEquals(before?.Text, files[path].Text) || before?.Unreadable != problem;
        }

        // Gone for a moment is how some editors save.
        foreach (var (path, file) in _files.Where(file => !files.ContainsKey(file.Key) && !file.Value.IsGone))
        {
            files[path] = file with { IsGone = true };
        }

        changed |= files.Count != _files.Count || !problems.SequenceEqual(_folderProblems);
        _folderProblems = [.. problems];
        _files = files;
        if (changed || !_read)
        {
            Publish(paths, problems);
        }
    }

    private void Publish(List<string> paths, List<SourceProblem> problems)
    {
        var byName = new Dictionary<string, SourceDefinition>(StringComparer.Ordinal);
        var order = paths.Concat(_files.Keys.Except(paths)).ToList();
        foreach (var path in order)
        {
            var file = _files[path];
            if (file.Unreadable is { } unreadable)
            {
                problems.Add(unreadable);
            }

            var definition = file.Good;
            if (file.Text is not null)
            {
                var (read, wrong) = SourceReader.Read(file.Text, path, MapOf);
                problems.AddRange(wrong);
                definition = read ?? definition;
                _files[path] = file with { Good = definition };
            }

            if (definition is not null && !byName.TryAdd(definition.Name, definition))
            {
                var other = byName[definition.Name].File;
                if (IsShipped(other) && !IsShipped(path))
                {
                    byName[definition.Name] = definition;
                }
                else
                {
                    problems.Add(new(path, NameLine(file), 1, $"there is a source '{definition.Name}' already, in {other}: give this one another name"));
                }
            }
        }

        var known = _state.Problems.ToHashSet();
        _state = new([.. byName.Values.OrderBy(source => source.Name, StringComparer.Ordinal)], [.. problems.Distinct()]);
        foreach (var problem in _state.Problems.Where(problem => !known.Contains(problem)))
        {
            LogProblem(problem);
        }
    }

    private static int NameLine(ReadFile file) => file.Map?.Find("source")?.Key.Line ?? 1;

    private static bool IsShipped(string path) => path.StartsWith(Shipped + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The file of a name, an operator's before the shipped one.</summary>
    private SourceYaml.Map? MapOf(string name) => _files.Where(file => file.Value.Map?.Find("source") is (_, SourceYaml.Text text) && text.Value == name)
        .OrderBy(file => IsShipped(file.Key) ? 1 : 0).Select(file => file.Value.Map).FirstOrDefault();

    private static ReadFile Opened(string path, string? text, SourceProblem? problem, SourceDefinition? good) =>
        new(text, text is null ? null : SourceReader.Map(text, path, []), good, problem, IsGone: false);

    private List<string> Paths(List<SourceProblem> problems)
    {
        var paths = new List<string>();
        foreach (var folder in options.Value.Sources.Prepend(Shipped))
        {
            try
            {
                paths.AddRange(Directory.EnumerateFiles(Path.GetFullPath(folder))
                    .Where(path => Path.GetExtension(path) is ".yaml" or ".yml" && !Path.GetFileName(path).StartsWith('.'))
                    .Order(StringComparer.Ordinal).Take(MostFiles));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
            {
                if (folder != Shipped)
                {
                    problems.Add(new(folder, 1, 1, $"Catalog:Sources names this folder, and it cannot be read: {exception.Message}"));
                }
            }
        }

        return [.. paths.Distinct(StringComparer.Ordinal)];
    }

    private static (string? Text, SourceProblem? Problem) Content(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[MostBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length > MostBytes
                ? (null, new SourceProblem(path, 1, 1, $"the file is larger than {MostBytes / 1024} KB"))
                : (new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length).TrimStart('\uFEFF'), null);
        }
        catch (DecoderFallbackException)
        {
            return (null, new SourceProblem(path, 1, 1, "the file is not in UTF-8: save it so"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, new SourceProblem(path, 1, 1, $"the file cannot be read: {exception.Message}"));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Source file {Problem}")]
    private partial void LogProblem(SourceProblem problem);

    private sealed record State(IReadOnlyList<SourceDefinition> Sources, IReadOnlyList<SourceProblem> Problems);

    private sealed record ReadFile(string? Text, SourceYaml.Map? Map, SourceDefinition? Good, SourceProblem? Unreadable, bool IsGone);
}
