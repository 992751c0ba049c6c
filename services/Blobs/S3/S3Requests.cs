using System.Net;
using Amazon.Runtime;

namespace AspireCoach.Blobs.S3;

/// <summary>Runs requests to an S3 store: each try with a deadline, again after what may pass, and one exception for all that went wrong.</summary>
internal sealed class S3Requests(S3Settings settings, TimeSpan deadline, int retries, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs a request.</summary>
    /// <param name="send">Sends it; called again for each try.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="BlobUnavailableException">It failed, each time.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await TryAsync(send, cancel);
            }
            catch (Exception exception) when (exception is not BlobUnavailableException && IsFault(exception, cancel))
            {
                if (attempt >= retries || !MayPass(exception))
                {
                    throw Away(exception);
                }
            }

            var pause = FirstPause * Math.Pow(3, attempt) * (0.5 + Random.Shared.NextDouble());
            await Task.Delay(pause, time, cancel);
        }
    }

    /// <summary>The same for what need not be there: null where it is not.</summary>
    public async Task<T?> FindAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await RunAsync(send, cancel);
        }
        catch (BlobUnavailableException exception)
            when (exception.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.NotFound } missing && missing.ErrorCode is not "NoSuchBucket")
        {
            return null;
        }
    }

    /// <summary>Runs one step with the deadline, once: what has been read of an answer cannot be asked for again.</summary>
    public async ValueTask<T> OnceAsync<T>(Func<CancellationToken, ValueTask<T>> step, CancellationToken cancel)
    {
        try
        {
            return await TryAsync(token => step(token).AsTask(), cancel);
        }
        catch (Exception exception) when (IsFault(exception, cancel))
        {
            throw Away(exception);
        }
    }

    private async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        return await send(either.Token);
    }

    /// <summary>What the store, the way to it or its slowness is to blame for; the SDK wraps some of it.</summary>
    private static bool IsFault(Exception exception, CancellationToken cancel) =>
        !cancel.IsCancellationRequested
        && exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or OperationCanceledException;

    private static bool MayPass(Exception exception) => exception is not AmazonServiceException { StatusCode: var status }
        || status is 0 or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private BlobUnavailableException Away(Exception exception) => new(
        exception switch
        {
            AmazonServiceException { StatusCode: not 0 } answer => $"The S3 store {settings} answered {(int)answer.StatusCode} {answer.ErrorCode}.",
            OperationCanceledException => $"The S3 store {settings} did not answer within {deadline.TotalSeconds:0.#} s.",
            _ => $"The S3 store {settings} cannot be reached: {exception.GetType().Name}.",
        },
        exception);
}
