namespace AspireCoach.Bench.Load;

/// <summary>What <see cref="LoadLoop"/> sends and what it does with the answers. Times are <c>Stopwatch</c> ticks.</summary>
internal interface ILoad
{
    /// <summary>How many connections there may be.</summary>
    int Connections { get; }

    /// <summary>True when nothing is to be started any more; what is under way is still answered.</summary>
    bool IsOver(long now);

    /// <summary>Sends a request over an idle connection; false where there is none to send now.</summary>
    bool TryStart(LoadConnection connection, long now);

    /// <summary>Takes an answer; it may send the next request over the same connection.</summary>
    void Answered(LoadConnection connection, in HttpAnswer answer, long now);
}
