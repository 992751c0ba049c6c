using System.Collections.Immutable;
using AspireCoach.DemoSite.Devices;
using AspireCoach.DemoSite.Judging;
using AspireCoach.DemoSite.Pages;

namespace AspireCoach.DemoSite;

/// <summary>What the site shows at this moment; changes are seen whole.</summary>
internal sealed class Contents
{
    private readonly SiteOptions _options;
    private readonly DeviceMaker _maker;
    private readonly Lock _gate = new();
    private volatile State _state;

    public Contents(SiteOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Devices, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Brands, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Brands, DeviceMaker.BrandNames.Count);
        _options = options;
        _maker = new DeviceMaker(options.Seed, options.Brands);
        _state = new(ImmutableSortedDictionary.CreateRange(Enumerable.Range(1, options.Devices).Select(number => KeyValuePair.Create(number, _maker.Make(number)))), options.Devices, false, 0);
    }

    public SiteOptions Options => _options;

    public Uri Url { get; private set; } = null!;

    public PageFrame Frame { get; private set; } = null!;

    public State Now => _state;

    public void Begin(Uri url) => (Url, Frame) = (url, new PageFrame(url, _options.Seed, _options.Brands));

    public IReadOnlyList<TrueDevice> Truth() =>
        [.. _state.Devices.Values.Select(device => new TrueDevice(device.Number, $"{Url}{device.Path.AsSpan(1)}", $"{device.Markup}", device.Truth(Url)))];

    public void Redesign() => Change(state => state with { Redesigned = true });

    public void Edit(int number, string field, Spelled value) => Change(state =>
    {
        var device = state.Devices[number];
        var fields = new Dictionary<string, Spelled>(device.Fields) { [field] = value };
        return state with { Devices = state.Devices.SetItem(number, device with { Fields = fields, Version = device.Version + 1 }) };
    });

    public void Add(int count) => Change(state => state with
    {
        Devices = state.Devices.AddRange(Enumerable.Range(state.Last + 1, count).Select(number => KeyValuePair.Create(number, _maker.Make(number)))),
        Last = state.Last + count,
        Lists = state.Lists + 1,
    });

    public void Remove(int number) => Change(state => state with { Devices = state.Devices.Remove(number), Lists = state.Lists + 1 });

    private void Change(Func<State, State> change)
    {
        lock (_gate)
        {
            _state = change(_state);
        }
    }

    /// <param name="Devices">By number, from 1.</param>
    /// <param name="Last">The highest number ever given.</param>
    /// <param name="Lists">How often the lists of devices have changed.</param>
    public sealed record State(ImmutableSortedDictionary<int, Device> Devices, int Last, bool Redesigned, int Lists)
    {
        private ByPathIndex? _byPath;

        public Device? ByPath(string decodedPath)
        {
            // A copy of a record copies its fields: the index says which devices it is of.
            if (_byPath is not { } index || index.Devices != Devices)
            {
                _byPath = index = new(Devices, Devices.Values.ToDictionary(device => Uri.UnescapeDataString(device.Path), StringComparer.Ordinal));
            }

            return index.Paths.GetValueOrDefault(decodedPath);
        }

        private sealed record ByPathIndex(ImmutableSortedDictionary<int, Device> Devices, Dictionary<string, Device> Paths);
    }
}
