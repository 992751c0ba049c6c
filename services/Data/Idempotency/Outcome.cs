using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspireCoach.Data.Idempotency;

/// <summary>What an effect came to: an answer to store and send, or a refusal, which rolls back and stores nothing.</summary>
public sealed class Outcome<T>
{
    internal int Status { get; init; }

    internal string? Location { get; init; }

    internal T? Value { get; init; }

    internal ProblemHttpResult? Problem { get; init; }
}

/// <summary>Makes outcomes.</summary>
public static class Outcome
{
    /// <summary>201 with <c>Location</c> and the resource.</summary>
    public static Outcome<T> Created<T>(string location, T value) =>
        new() { Status = StatusCodes.Status201Created, Location = location, Value = value };

    /// <summary>202 with <c>Location</c>, where to ask what becomes of it.</summary>
    public static Outcome<T> Accepted<T>(string location, T value) =>
        new() { Status = StatusCodes.Status202Accepted, Location = location, Value = value };

    /// <summary>A refusal; the transaction is rolled back.</summary>
    public static Outcome<T> Refused<T>(ProblemHttpResult problem) => new() { Problem = problem };
}
