using System.Threading.Channels;

namespace AspireCoach.AppHost.Local.Logs;

/// <summary>
/// The last lines of a resource for those who look on: bounded in lines and in characters, and so is what a reader that
/// does not keep up may have waiting. Writing never waits for anybody.
/// </summary>
internal sealed class LogTail(TimeProvider time)
{
    public const int MostLines = 2_000;
    public const int MostCharacters = 1_000_000;

    /// <summary>What may wait for one reader; of more, the oldest are left out, which it sees by the numbers.</summary>
    public const int MostWaiting = 2_000;

    private readonly Lock _gate = new();
    private readonly Queue<LogLine> _lines = new();
    private readonly List<Channel<LogLine>> _readers = [];
    private LogLevel _level;
    private long _number;
    private int _characters;

    public void Write(string line)
    {
        var text = LogLine.Clean(line);
        lock (_gate)
        {
            _level = LogLine.LevelOf(text) ?? _level;
            var kept = new LogLine(++_number, time.GetUtcNow(), _level, text);
            _lines.Enqueue(kept);
            _characters += text.Length;
            while (_lines.Count > MostLines || _characters > MostCharacters)
            {
                _characters -= _lines.Dequeue().Text.Length;
            }

            foreach (var reader in _readers)
            {
                reader.Writer.TryWrite(kept);
            }
        }
    }

    /// <summary>The lines behind a number that are still kept, and then those to come.</summary>
    public Reader Read(long after)
    {
        // A number from the run before this one is none of ours.
        var waiting = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            LogLine[] past = [.. _lines.Where(line => line.Number > (after > _number ? 0 : after))];
            _readers.Add(waiting);
            return new Reader(this, waiting, past);
        }
    }

    /// <summary>One who looks on, until disposed.</summary>
    internal sealed class Reader(LogTail tail, Channel<LogLine> waiting, IReadOnlyList<LogLine> past) : IDisposable
    {
        /// <summary>What had been written before.</summary>
        public IReadOnlyList<LogLine> Past => past;

        /// <summary>What is written from then on.</summary>
        public ChannelReader<LogLine> Next => waiting.Reader;

        public void Dispose()
        {
            lock (tail._gate)
            {
                tail._readers.Remove(waiting);
            }
        }
    }
}
