namespace AspireCoach.Knowledge;

/// <summary>The index cannot be asked or written to at the moment. The message is ours and may be shown.</summary>
public sealed class KnowledgeUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
