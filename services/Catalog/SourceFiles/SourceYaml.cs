using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AspireCoach.Catalog.SourceFiles;

/// <summary>A value of a source file and where it stands. Aliases, tags and several documents are refused: no file needs them.</summary>
internal abstract record SourceYaml(string File, int Line, int Column)
{
    private const int MostDepth = 12;

    /// <summary>Reads a file without recursion, bounded in depth.</summary>
    /// <returns>The value; null where it is no YAML, or empty.</returns>
    public static SourceYaml? Read(string text, string file, List<SourceProblem> problems)
    {
        var open = new Stack<Open>();
        SourceYaml? root = null;
        var last = (Line: 1, Column: 1);
        try
        {
            var parser = new Parser(new StringReader(text));
            while (parser.MoveNext())
            {
                var at = parser.Current!;
                var (line, column) = ((int)at.Start.Line, (int)at.Start.Column);
                last = (line, column);
                SourceYaml? done = null;
                switch (at)
                {
                    case DocumentStart when root is not null:
                        problems.Add(new(file, line, column, "a file has one document: put the second into a file of its own"));
                        return null;
                    case AnchorAlias or NodeEvent { Anchor.IsEmpty: false }:
                        problems.Add(new(file, line, column, "anchors and aliases (& and *) are not read: write the value out; text that begins with & or * goes in quotes"));
                        return null;
                    case NodeEvent { Tag.IsEmpty: false }:
                        problems.Add(new(file, line, column, "tags (!) are not read: leave it out; text that begins with ! goes in quotes"));
                        return null;
                    case MappingStart or SequenceStart when open.Count >= MostDepth:
                        problems.Add(new(file, line, column, $"more than {MostDepth} levels"));
                        return null;
                    case MappingStart:
                        open.Push(new Open(new Map(file, line, column, []), null));
                        break;
                    case SequenceStart:
                        open.Push(new Open(null, new Items(file, line, column, [])));
                        break;
                    case MappingEnd or SequenceEnd:
                        done = open.Pop().Value;
                        break;
                    case Scalar scalar:
                        done = new Text(file, line, column, scalar.Value, scalar.Style == ScalarStyle.Plain);
                        break;
                }

                if (done is not null)
                {
                    root = open.TryPeek(out var parent) ? root : done;
                    parent?.Take(done, problems);
                }
            }
        }
        catch (YamlException exception)
        {
            problems.Add(new(file, (int)Math.Max(1, exception.Start.Line), (int)Math.Max(1, exception.Start.Column), $"this is no YAML: {exception.Message}"));
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // What the parser throws for some broken files, without a place: it is after the last thing that it could read.
            problems.Add(new(file, last.Line, last.Column, "this is no YAML from here on: look for a bracket or a quote that is not closed"));
            return null;
        }

        return root;
    }

    internal sealed record Text(string File, int Line, int Column, string Value, bool IsPlain) : SourceYaml(File, Line, Column)
    {
        /// <summary>Nothing was written.</summary>
        public bool IsNull => IsPlain && Value is "" or "~" or "null";
    }

    internal sealed record Items(string File, int Line, int Column, List<SourceYaml> Values) : SourceYaml(File, Line, Column);

    internal sealed record Map(string File, int Line, int Column, List<(Text Key, SourceYaml Value)> Entries) : SourceYaml(File, Line, Column)
    {
        public (Text Key, SourceYaml Value)? Find(string key) => Entries.Where(entry => entry.Key.Value == key).Select(entry => ((Text, SourceYaml)?)entry).FirstOrDefault();
    }

    /// <summary>A map or a list that is being read.</summary>
    private sealed class Open(Map? map, Items? items)
    {
        private Text? _key;

        public SourceYaml Value => (SourceYaml?)map ?? items!;

        public void Take(SourceYaml value, List<SourceProblem> problems)
        {
            if (items is not null)
            {
                items.Values.Add(value);
            }
            else if (_key is null)
            {
                _key = value as Text;
                if (_key is null)
                {
                    problems.Add(new(value.File, value.Line, value.Column, "a key is text"));
                    _key = new Text(value.File, value.Line, value.Column, "", true);
                }
            }
            else
            {
                if (_key.Value.Length > 0 && map!.Find(_key.Value) is var (first, _))
                {
                    problems.Add(new(_key.File, _key.Line, _key.Column, $"'{_key.Value}' is here twice: the first is in line {first.Line}"));
                }
                else if (_key.Value.Length > 0)
                {
                    map!.Entries.Add((_key, value));
                }

                _key = null;
            }
        }
    }
}
