using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace AspireCoach.Media;

/// <summary>
/// The bulkhead that images are converted behind: as many at once as leave a core to those who chat, on threads of their own that
/// give way to all others, and a bounded number that wait. Who finds no place is told so before anything was done.
/// </summary>
internal sealed class ConversionQueue : IDisposable
{
    private readonly Channel<Action> _work = Channel.CreateUnbounded<Action>();
    private readonly MediaOptions _options;
    private readonly MediaMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly int _threads;
    private int _uploads;
    private int _thumbnails;

    public ConversionQueue(IOptions<MediaOptions> options, MediaMetrics metrics, TimeProvider time)
    {
        (_options, _metrics, _time) = (options.Value, metrics, time);
        _threads = _options.Conversions > 0 ? _options.Conversions : Math.Clamp(Environment.ProcessorCount - 1, 1, 16);
        metrics.Waiting(() => Volatile.Read(ref _uploads) + Volatile.Read(ref _thumbnails));
        for (var i = 0; i < _threads; i++)
        {
            new Thread(Work) { IsBackground = true, Name = "image conversion" }.Start();
        }
    }

    /// <summary>True when an upload that is sent now would find no place.</summary>
    public bool IsFull => Volatile.Read(ref _uploads) >= _threads + _options.UploadQueue;

    /// <summary>A place for an upload; null where there is none.</summary>
    public Place? TryEnter() => Place.TryTake(this, ref _uploads, _threads + _options.UploadQueue, upload: true);

    /// <summary>A place for a smaller version; null where there is none.</summary>
    public Place? TryEnterThumbnail() => Place.TryTake(this, ref _thumbnails, _threads + _options.ThumbnailQueue, upload: false);

    public void Dispose() => _work.Writer.TryComplete();

    private async Task<T> RunAsync<T>(Func<T> convert, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Whoever goes away while waiting leaves nothing behind but an entry that does nothing.
        await using var gone = cancel.UnsafeRegister(_ => done.TrySetCanceled(cancel), null);
        await _work.Writer.WriteAsync(
            () =>
            {
                if (done.Task.IsCompleted)
                {
                    return;
                }

                var started = _time.GetTimestamp();
                try
                {
                    done.TrySetResult(convert());
                }
                catch (Exception exception)
                {
                    done.TrySetException(exception);
                }

                _metrics.Converted(_time.GetElapsedTime(started));
            },
            cancel);
        return await done.Task;
    }

    private void Work()
    {
        ThreadPriorities.LowerOwn();
        while (_work.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_work.Reader.TryRead(out var convert))
            {
                convert();
            }
        }
    }

    /// <summary>A place in the queue, given back when it is disposed.</summary>
    internal sealed class Place : IDisposable
    {
        private readonly ConversionQueue _owner;
        private readonly bool _upload;

        private Place(ConversionQueue owner, bool upload) => (_owner, _upload) = (owner, upload);

        /// <summary>Converts when it is this one's turn.</summary>
        public Task<T> RunAsync<T>(Func<T> convert, CancellationToken cancel) => _owner.RunAsync(convert, cancel);

        public void Dispose()
        {
            if (_upload)
            {
                Interlocked.Decrement(ref _owner._uploads);
            }
            else
            {
                Interlocked.Decrement(ref _owner._thumbnails);
            }
        }

        internal static Place? TryTake(ConversionQueue owner, ref int count, int most, bool upload)
        {
            if (Interlocked.Increment(ref count) <= most)
            {
                return new Place(owner, upload);
            }

            Interlocked.Decrement(ref count);
            return null;
        }
    }
}
