using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AspireCoach.Bench.Load;

/// <summary>
/// Drives many connections from one thread: the load generator shares the machine with what it measures, so it must
/// cost as little as it can. Loopback only, bounded by the load's own end and by <see cref="Patience"/>.
/// </summary>
internal static class LoadLoop
{
    /// <summary>How long nothing may be answered before the run is given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>Runs the load to its end on a thread of its own.</summary>
    public static Task RunAsync(IPEndPoint address, ILoad load, CancellationToken cancel) =>
        Task.Factory.StartNew(() => Run(address, load, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Run(IPEndPoint address, ILoad load, CancellationToken cancel)
    {
        if (!IPAddress.IsLoopback(address.Address))
        {
            throw new BenchException("Load is only ever put on this machine.");
        }

        List<LoadConnection> connections = [];
        Stack<LoadConnection> idle = [];
        List<Socket> ready = [];
        try
        {
            var heard = Stopwatch.GetTimestamp();
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                var now = Stopwatch.GetTimestamp();
                var over = load.IsOver(now);
                while (!over && (idle.Count > 0 || connections.Count < load.Connections))
                {
                    var connection = idle.Count > 0 ? idle.Pop() : Connect(address, connections);
                    if (!load.TryStart(connection, now))
                    {
                        idle.Push(connection);
                        break;
                    }
                }

                ready.Clear();
                ready.AddRange(connections.Where(connection => connection.IsBusy));
                if (ready.Count == 0)
                {
                    if (over)
                    {
                        return;
                    }

                    cancel.WaitHandle.WaitOne(1);
                    heard = Stopwatch.GetTimestamp();
                    continue;
                }

                Socket.Select(ready, null, null, TimeSpan.FromMilliseconds(1));
                now = Stopwatch.GetTimestamp();
                heard = ready.Count > 0 ? now : heard;
                if (Stopwatch.GetElapsedTime(heard, now) > Patience)
                {
                    throw new BenchException($"The coach answered nothing for {Patience.TotalSeconds} s.");
                }

                foreach (var socket in ready)
                {
                    var connection = (LoadConnection)socket;
                    connection.Receive(load, now);
                    if (!connection.IsBusy)
                    {
                        idle.Push(connection);
                    }
                }
            }
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    private static LoadConnection Connect(IPEndPoint address, List<LoadConnection> connections)
    {
        var connection = new LoadConnection(address);
        connections.Add(connection);
        return connection;
    }
}
