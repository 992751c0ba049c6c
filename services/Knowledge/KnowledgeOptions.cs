using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Knowledge;

/// <summary>Section <c>Knowledge</c>. The address of Qdrant, where it is to be used, is <c>ConnectionStrings:qdrant_http</c>.</summary>
public sealed class KnowledgeOptions
{
    public const string Section = "Knowledge";

    /// <summary>How much memory the indexes of the users asked about last may hold in this process, where Qdrant is not used.</summary>
    [Range(1, 1_000_000)]
    public int CacheMegabytes { get; set; } = 256;

    /// <summary>How near a vector must be to the question's, as a cosine, for an entry that shares no word with it. Depends on the model.</summary>
    [Range(0, 0.99)]
    public double DenseFloor { get; set; } = 0.35;

    /// <summary>How much a cosine of 1 counts beside the words, whose scores are about 0 to 2.</summary>
    [Range(0, 10)]
    public double DenseWeight { get; set; } = 1;

    /// <summary>How long a search waits for the vector of its question before it goes by words alone.</summary>
    [Range(10, 60_000)]
    public int QueryEmbeddingMilliseconds { get; set; } = 1_500;

    /// <summary>How often it is looked whether vectors or Qdrant are behind; changes made in this process are seen at once.</summary>
    [Range(10, 60_000)]
    public int PollMilliseconds { get; set; } = 1_000;

    /// <summary>How many users are brought up to date at once.</summary>
    [Range(1, 64)]
    public int Concurrency { get; set; } = 2;

    /// <summary>How many entries are embedded or written to Qdrant in one step.</summary>
    [Range(1, 2_048)]
    public int BatchSize { get; set; } = 128;

    /// <summary>How long a search waits for Qdrant.</summary>
    [Range(10, 60_000)]
    public int SearchMilliseconds { get; set; } = 1_000;

    /// <summary>How long one request that writes to Qdrant may take.</summary>
    [Range(100, 600_000)]
    public int WriteMilliseconds { get; set; } = 10_000;

    /// <summary>What the names of our collections in Qdrant begin with.</summary>
    [RegularExpression("^[a-z][a-z0-9-]{0,40}$", ErrorMessage = "must be lower-case letters, digits and hyphens, at most 41.")]
    public string CollectionPrefix { get; set; } = "coach-knowledge";
}
