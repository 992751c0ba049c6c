using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace AspireCoach.Models.Tools;

/// <summary>On whose behalf, when and where a tool runs. Never an argument: a model cannot choose the user.</summary>
/// <param name="UserId">The tenant.</param>
/// <param name="TimeZone">The user's IANA time zone.</param>
/// <param name="Now">The instant of the user's message, which "today" refers to however late the tool runs.</param>
/// <param name="CallKey">The same for every run of the same call (reply and step): what a tool that writes is idempotent by.</param>
public sealed record ToolContext(Guid UserId, string TimeZone, DateTimeOffset Now, string CallKey)
{
    /// <summary>Where a tool that takes its time can say how far it is; null where nobody asked.</summary>
    public IProgress<ProgressNotificationValue>? Progress { get; init; }
}

/// <summary>What a tool's answer rests on; the agent collects them as the reply's sources.</summary>
/// <param name="Kind">habit, journal, fact, turn, media or catalog.</param>
/// <param name="Id">The id within its kind.</param>
/// <param name="Label">What a person would call it.</param>
public sealed record ToolSource(string Kind, string Id, string Label);

/// <summary>
/// Something a module offers an agent. The result is serialized as camelCase JSON; where it has a <c>sources</c>
/// property, an array of <see cref="ToolSource"/>, those are listed with the reply; an <c>IEnumerable&lt;ContentBlock&gt;</c>
/// (images, sound, files) is given as it is. A refusal is thrown as <see cref="ToolRefusedException"/>: its message goes
/// to the model.
/// </summary>
public sealed class CoachTool
{
    private const string ContextKey = "coach.tool-context";

    // For a model, not for a page: escaped, each letter of most of the world's languages would be six characters long.
    private static readonly JsonSerializerOptions Result = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private CoachTool(AIFunction function, bool readOnly, bool idempotent, bool destructive)
    {
        Function = function;
        ReadOnly = readOnly;
        Idempotent = idempotent;
        Destructive = destructive;
    }

    /// <summary>The function as a model sees it: name, description, schema.</summary>
    public AIFunction Function { get; }

    public string Name => Function.Name;

    /// <summary>True when it changes nothing.</summary>
    public bool ReadOnly { get; }

    /// <summary>True when a second run of the same call changes nothing more.</summary>
    public bool Idempotent { get; }

    /// <summary>True when it may replace or remove what there was; false when it only adds.</summary>
    public bool Destructive { get; }

    /// <summary>
    /// Makes a tool of a method. Its <see cref="ToolContext"/> and <see cref="CancellationToken"/> parameters are
    /// bound by the caller and are no part of the schema; the others are described by <c>[Description]</c>.
    /// </summary>
    public static CoachTool Create(
        Delegate method, string name, string description, bool readOnly, bool idempotent, bool destructive = false) =>
        Create(
            AIFunctionFactory.Create(method, new AIFunctionFactoryOptions
            {
                Name = name,
                Description = description,
                SerializerOptions = JsonSerializerOptions.Web,
                MarshalResult = (result, type, _) => ValueTask.FromResult<object?>(
                    result is IEnumerable<ContentBlock> ? result : JsonSerializer.Serialize(result, type ?? typeof(object), Result)),
                ConfigureParameterBinding = parameter => parameter.ParameterType == typeof(ToolContext)
                    ? new() { ExcludeFromSchema = true, BindParameter = (_, arguments) => arguments.Context![ContextKey] }
                    : default,
            }),
            readOnly,
            idempotent,
            destructive);

    /// <summary>Makes a tool of a function with a schema of its own, which gives JSON text or content blocks.</summary>
    public static CoachTool Create(AIFunction function, bool readOnly, bool idempotent, bool destructive = false) =>
        new(function, readOnly, idempotent, destructive);

    /// <summary>Runs the tool for a user.</summary>
    /// <returns>The result: JSON as a block of text, or the blocks the tool gave.</returns>
    public async Task<IReadOnlyList<ContentBlock>> CallAsync(
        IEnumerable<KeyValuePair<string, object?>> arguments, ToolContext context, CancellationToken cancel)
    {
        var bound = new AIFunctionArguments(arguments.ToDictionary()) { Context = new Dictionary<object, object?> { [ContextKey] = context } };
        var result = await Function.InvokeAsync(bound, cancel);
        return result is IEnumerable<ContentBlock> blocks
            ? [.. blocks]
            : [new TextContentBlock { Text = result as string ?? JsonSerializer.Serialize(result, Result) }];
    }

    /// <summary>Runs the tool for a user.</summary>
    /// <returns>The result as JSON text.</returns>
    public async Task<string> InvokeAsync(
        IEnumerable<KeyValuePair<string, object?>> arguments, ToolContext context, CancellationToken cancel) =>
        string.Concat((await CallAsync(arguments, context, cancel)).OfType<TextContentBlock>().Select(block => block.Text));
}

/// <summary>A tool could not do what was asked for a reason that the model and the user may know.</summary>
public sealed class ToolRefusedException(string message) : Exception(message);

/// <summary>The tools a module has; registered as a singleton.</summary>
public interface IToolSource
{
    IReadOnlyList<CoachTool> Tools { get; }
}
