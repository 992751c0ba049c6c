using Microsoft.Extensions.Options;

namespace AspireCoach.Knowledge.Embedded;

/// <summary>The indexes of the users asked about last, as many as fit into a number of bytes. Losing one costs the time to load it.</summary>
internal sealed class UserIndexCache(IOptions<KnowledgeOptions> options, KnowledgeMetrics metrics)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, LinkedListNode<(Guid UserId, UserIndex Index)>> _nodes = [];
    private readonly LinkedList<(Guid UserId, UserIndex Index)> _byUse = [];
    private long _bytes;

    /// <summary>The user's index, empty where it has to be loaded first.</summary>
    public UserIndex Get(Guid userId)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(userId, out var node))
            {
                _byUse.Remove(node);
            }
            else
            {
                _nodes[userId] = node = new((userId, new UserIndex()));
            }

            _byUse.AddFirst(node);
            return node.Value.Index;
        }
    }

    /// <summary>Takes note of an index' size, and lets go of those that were not used for longest where they are too many.</summary>
    public void Measured(Guid userId, UserIndex index)
    {
        var size = index.Words.Count == 0 ? 0 : index.ApproximateBytes;
        lock (_lock)
        {
            if (!_nodes.TryGetValue(userId, out var node) || node.Value.Index != index)
            {
                return;
            }

            _bytes += size - index.Bytes;
            index.Bytes = size;
            if (size == 0)
            {
                Forget(node);
            }

            // The one in use may be larger than all that is allowed: it stays until the next.
            while (_bytes > options.Value.CacheMegabytes * 1_000_000L && _byUse.Last is { } oldest && oldest != node)
            {
                Forget(oldest);
            }

            metrics.CacheBytes(_bytes);
        }
    }

    private void Forget(LinkedListNode<(Guid UserId, UserIndex Index)> node)
    {
        _bytes -= node.Value.Index.Bytes;
        node.Value.Index.Bytes = 0;
        _nodes.Remove(node.Value.UserId);
        _byUse.Remove(node);
    }
}
