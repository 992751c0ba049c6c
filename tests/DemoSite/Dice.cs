namespace AspireCoach.DemoSite;

/// <summary>Numbers that look random and are the same for the same seeds on every machine (splitmix64).</summary>
internal struct Dice
{
    private ulong _state;

    public Dice(params ReadOnlySpan<int> seeds)
    {
        foreach (var seed in seeds)
        {
            _state = Mix(_state + (uint)seed + 0x9E3779B97F4A7C15);
        }
    }

    public static Dice Of(string text, int seed)
    {
        var dice = new Dice(seed);
        foreach (var letter in text)
        {
            dice._state = Mix(dice._state + letter + 0x9E3779B97F4A7C15);
        }

        return dice;
    }

    /// <summary>From 0 up to, not including, the bound.</summary>
    public int Next(int bound) => (int)(NextWord() % (uint)bound);

    /// <summary>From 0 up to, not including, 1.</summary>
    public double NextShare() => (NextWord() >> 11) / (double)(1UL << 53);

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Next(choices.Length)];

    private ulong NextWord()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    private static ulong Mix(ulong word)
    {
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
        return word ^ (word >> 31);
    }
}
