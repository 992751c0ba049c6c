using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace AspireCoach.ServiceDefaults.Errors;

/// <summary>
/// Writes every problem of the platform, whatever made it: completes <c>type</c>, <c>title</c>, <c>detail</c> and
/// <c>traceId</c>, and gives fields in <c>errors</c> the names the caller knows. It does not negotiate: a caller that
/// accepts only HTML gets <c>application/problem+json</c> too, as RFC 9110 section 15.5 allows.
/// </summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    public const string ContentType = "application/problem+json";

    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var response = context.HttpContext.Response;
        var problem = Complete(context.ProblemDetails, response.StatusCode);
        response.StatusCode = problem.Status!.Value;
        if (problem.Extensions.Remove(Problems.RetryAfter, out var seconds))
        {
            response.Headers.RetryAfter = Convert.ToString(seconds, CultureInfo.InvariantCulture);
        }

        if (problem.Status == StatusCodes.Status401Unauthorized && response.Headers.WWWAuthenticate.Count == 0)
        {
            // RFC 9110 section 11.6.1: a 401 names what it wants.
            response.Headers.WWWAuthenticate = "Bearer";
        }

        // As object: HttpValidationProblemDetails writes its errors only under its own type.
        return new ValueTask(response.WriteAsJsonAsync<object>(problem, options: null, ContentType, context.HttpContext.RequestAborted));
    }

    private static ProblemDetails Complete(ProblemDetails problem, int status)
    {
        problem.Status ??= status;
        var (type, title, detail) = StatusTexts.Of(problem.Status.Value);
        problem.Type = type;
        problem.Title = title;
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToHexString();
        if (problem is HttpValidationProblemDetails validation)
        {
            Rename(validation.Errors);
            detail = Summary(validation.Errors) ?? detail;
        }

        problem.Detail ??= detail;
        return problem;
    }

    /// <summary>
    /// The framework's validation names C# members (<c>Days[0].Name</c>, "The Name field is required."); callers know
    /// <c>days[0].name</c>, and of it that it "is required".
    /// </summary>
    private static void Rename(IDictionary<string, string[]> errors)
    {
        foreach (var (name, messages) in errors.ToArray())
        {
            var camel = CamelCase(name);
            string[] said = [.. messages.Select(message => WithoutName(message, name[(name.LastIndexOf('.') + 1)..]))];
            errors.Remove(name);
            errors[camel] = errors.TryGetValue(camel, out var others) ? [.. others, .. said] : said;
        }
    }

    /// <summary>Only what the framework words itself begins so.</summary>
    private static string WithoutName(string message, string member)
    {
        foreach (var subject in (string[])[$"The field {member} ", $"The {member} field "])
        {
            if (member.Length > 0 && message.StartsWith(subject, StringComparison.Ordinal))
            {
                return message[subject.Length..].TrimEnd('.');
            }
        }

        return message;
    }

    // A header keeps its name.
    internal static string CamelCase(string path) => path.Contains('-', StringComparison.Ordinal)
        ? path
        : string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    private static string? Summary(IDictionary<string, string[]> errors)
    {
        foreach (var (name, messages) in errors)
        {
            if (messages.Length > 0)
            {
                return name.Length == 0 ? messages[0] : $"{name}: {messages[0]}";
            }
        }

        return null;
    }
}
