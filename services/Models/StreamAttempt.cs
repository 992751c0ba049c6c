using Microsoft.Extensions.AI;

namespace AspireCoach.Models;

/// <summary>One attempt to stream an answer: gives up when the first or the next token is too long in coming.</summary>
internal sealed class StreamAttempt : IAsyncDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _either;
    private readonly ModelEndpoint _endpoint;
    private readonly CancellationTokenSource _patience;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private bool _begun;

    /// <param name="open">Begins the stream.</param>
    /// <param name="endpoint">Says how long to wait.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="call">Ends with the caller's patience or the call's time-out.</param>
    /// <param name="caller">Ends with the caller's patience alone.</param>
    public StreamAttempt(
        Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> open,
        ModelEndpoint endpoint,
        TimeProvider time,
        CancellationToken call,
        CancellationToken caller)
    {
        _endpoint = endpoint;
        _caller = caller;
        _patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(call, _patience.Token);
        _updates = open(_either.Token).GetAsyncEnumerator(_either.Token);
    }

    public ChatResponseUpdate Current => _updates.Current;

    /// <summary>Moves to the next update that brings something; signs of life only prolong the wait.</summary>
    /// <exception cref="ModelEndpointException">The stream failed or time ran out.</exception>
    public async Task<bool> MoveAsync()
    {
        try
        {
            do
            {
                _patience.CancelAfter(_begun ? _endpoint.TokenTimeout : _endpoint.FirstTokenTimeout);
                if (!await _updates.MoveNextAsync())
                {
                    return false;
                }

                _begun = true;
            }
            while (Current.Contents.Count == 0 && Current.FinishReason is null);

            // However long the reader takes with it, that is no fault of the model's.
            _patience.CancelAfter(Timeout.InfiniteTimeSpan);
            return true;
        }
        catch (OperationCanceledException) when (!_caller.IsCancellationRequested)
        {
            throw ModelEndpointException.Timeout(_patience.IsCancellationRequested ? _begun ? "the next token" : "the first token" : "the answer");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _updates.DisposeAsync();
        _either.Dispose();
        _patience.Dispose();
    }
}
