using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AspireCoach.ServiceDefaults;

/// <summary>Options that are bound to a section and checked when the process starts.</summary>
public static class Settings
{
    /// <summary>
    /// Binds <typeparamref name="T"/> to a configuration section and validates its data annotations at start; what is
    /// wrong is reported under the setting's full name, e.g. <c>Service:MaxInFlight</c>.
    /// </summary>
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddSingleton<IValidateOptions<T>>(new Validator<T>(section));
        return services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
    }

    private sealed class Validator<T>(string section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var wrong = new List<ValidationResult>();
            if (Validator.TryValidateObject(options, new ValidationContext(options), wrong, validateAllProperties: true))
            {
                return ValidateOptionsResult.Success;
            }

            return ValidateOptionsResult.Fail(
                wrong.Select(w => $"{section}:{string.Join(", ", w.MemberNames)}: {w.ErrorMessage}"));
        }
    }
}
