using AspireCoach.AppHost.Local.Logs;

namespace AspireCoach.AppHost.Local;

/// <summary>
/// What a resource writes: a file that is set aside as NAME.log.1 when it reaches its bound, the last lines for saying
/// why something failed, and for those who look on.
/// </summary>
internal sealed class ResourceLog : IDisposable
{
    private const int KeptLines = 20;

    private readonly Lock _gate = new();
    private readonly Queue<string> _last = new();
    private readonly string _path;
    private readonly long _bound;
    private readonly LogTail? _shown;
    private StreamWriter? _writer;

    /// <param name="folder">Made when missing.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="shown">Who else gets each line.</param>
    /// <param name="bound">The most bytes that a file grows to, more or less a line.</param>
    public ResourceLog(string folder, string name, LogTail? shown = null, long bound = 10 << 20)
    {
        _shown = shown;
        _path = Path.Combine(Directory.CreateDirectory(folder).FullName, name + ".log");
        _bound = bound;
        _writer = Open();
    }

    public void Write(string line)
    {
        _shown?.Write(line);
        lock (_gate)
        {
            _last.Enqueue(line);
            if (_last.Count > KeptLines)
            {
                _last.Dequeue();
            }

            if (_writer is null)
            {
                return;
            }

            _writer.WriteLine(line);
            if (_writer.BaseStream.Position < _bound)
            {
                return;
            }

            _writer.Dispose();
            File.Move(_path, _path + ".1", overwrite: true);
            _writer = Open();
        }
    }

    /// <summary>The last lines, indented, below a heading; or nothing where none were written.</summary>
    public string Tail()
    {
        lock (_gate)
        {
            return _last.Count == 0 ? "" : $"\n  last lines of {_path}:\n    " + string.Join("\n    ", _last);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _writer?.Dispose();
            _writer = null;
        }
    }

    private StreamWriter Open() => new(_path, append: true) { AutoFlush = true };
}
