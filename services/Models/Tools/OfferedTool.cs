using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace AspireCoach.Models.Tools;

/// <summary>A tool as models are shown it, and where it is called.</summary>
public sealed class OfferedTool : AIFunctionDeclaration
{
    internal OfferedTool(string name, string remoteName, string description, JsonElement schema, bool readOnly, ExternalTools? server)
    {
        (Name, RemoteName, Description, JsonSchema, ReadOnly, Server) = (name, remoteName, description, schema, readOnly, server);
    }

    internal OfferedTool(Tool tool)
        : this(tool.Name, tool.Name, tool.Description ?? "", tool.InputSchema, tool.Annotations?.ReadOnlyHint == true, server: null)
    {
    }

    public override string Name { get; }

    public override string Description { get; }

    public override JsonElement JsonSchema { get; }

    /// <summary>True when its server says that it changes nothing.</summary>
    public bool ReadOnly { get; }

    /// <summary>The server's own name for it.</summary>
    internal string RemoteName { get; }

    /// <summary>Whose it is; null for the platform's own.</summary>
    internal ExternalTools? Server { get; }
}
