using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace AspireCoach.ServiceDefaults.Errors;

/// <summary>What was wrong with a request that could not be bound, said without C# names or values.</summary>
internal static class RequestProblems
{
    public static ProblemDetails From(BadHttpRequestException exception)
    {
        if (exception.StatusCode != StatusCodes.Status400BadRequest)
        {
            return new ProblemDetails { Status = exception.StatusCode };
        }

        return exception.InnerException is JsonException json
            ? FromJson(json)
            : FromParameter(exception.Message);
    }

    private static HttpValidationProblemDetails FromJson(JsonException exception)
    {
        // "… was missing required properties including: 'name', 'days'."
        var message = exception.Message;
        var missing = message.IndexOf("missing required properties including:", StringComparison.Ordinal);
        if (missing >= 0)
        {
            var names = message[missing..].Split('\'');
            var errors = new Dictionary<string, string[]>();
            var parent = FieldOf(exception.Path);
            for (var i = 1; i < names.Length; i += 2)
            {
                errors[parent.Length == 0 ? names[i] : $"{parent}.{names[i]}"] = ["is required"];
            }

            return Invalid(errors, null);
        }

        // The serializer wraps what the reader says about the text; other inner exceptions are about values.
        var field = FieldOf(exception.Path);
        return exception.InnerException is JsonException
            ? Invalid([], "The body is not valid JSON.")
            : field.Length == 0
                ? Invalid([], "The body is not JSON of the expected shape.")
                : Invalid(new() { [field] = ["has the wrong type or is out of range"] }, null);
    }

    /// <summary><c>$.days[0].name</c> is <c>days[0].name</c>.</summary>
    private static string FieldOf(string? path) => path is ['$', '.', ..] ? path[2..] : path is ['$', ..] ? path[1..] : "";

    /// <summary>
    /// The parameter's name is only in the message: <c>Failed to bind parameter "int limit" from "x".</c> or
    /// <c>Required parameter "string q" was not provided from query string.</c>
    /// </summary>
    private static HttpValidationProblemDetails FromParameter(string message)
    {
        var required = message.StartsWith("Required parameter \"", StringComparison.Ordinal);
        if (!required && !message.StartsWith("Failed to bind parameter \"", StringComparison.Ordinal))
        {
            return message.Contains("no body was provided", StringComparison.Ordinal)
                ? Invalid([], "A body is required.")
                : Invalid([], null);
        }

        var declaration = message.Split('"')[1];
        var name = ProblemWriter.CamelCase(declaration[(declaration.LastIndexOf(' ') + 1)..]);
        return Invalid(new() { [name] = [required ? "is required" : "has the wrong type or is out of range"] }, null);
    }

    private static HttpValidationProblemDetails Invalid(Dictionary<string, string[]> errors, string? detail) =>
        new(errors) { Status = StatusCodes.Status400BadRequest, Detail = detail };
}
