using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using FinOps.Core.Data;

namespace FinOps.Web.Host;

/// <summary>
/// Checks every setting before anything starts. Any class named <c>…Options</c> with a constant <c>Section</c> takes part,
/// so that a new slice cannot forget to.
/// </summary>
public static class SettingsCheck
{
    /// <summary>The options classes of the product with their sections.</summary>
    public static IReadOnlyList<(Type Type, string Section)> Sections { get; } = [.. FindSections()];

    /// <summary>Throws with all faults at once.</summary>
    public static void Demand(IConfiguration configuration)
    {
        var faults = Faults(configuration);
        if (faults.Count > 0)
        {
            throw new StartFaultException(faults);
        }
    }

    /// <summary>One line a fault: the full key, what it holds, what it may hold.</summary>
    public static IReadOnlyList<string> Faults(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var faults = new List<string>();
        foreach (var (type, section) in Sections)
        {
            CheckSection(type, section, configuration.GetSection(section), faults);
        }

        return faults;
    }

    /// <summary>The settings of one options class: those that can be written.</summary>
    public static IEnumerable<PropertyInfo> Settings(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    private static void CheckSection(Type type, string section, IConfigurationSection values, List<string> faults)
    {
        var instance = Activator.CreateInstance(type)!;
        var settings = Settings(type).ToList();
        var before = faults.Count;
        foreach (var unknown in values.GetChildren().Where(c => !settings.Exists(s => s.Name.Equals(c.Key, StringComparison.OrdinalIgnoreCase))))
        {
            faults.Add($"{unknown.Path} is no setting; {section} knows: {string.Join(", ", settings.Select(s => s.Name))}.");
        }

        foreach (var setting in settings)
        {
            CheckSetting(instance, setting, $"{section}:{setting.Name}", values.GetSection(setting.Name), faults);
        }

        if (faults.Count == before && instance is IValidatableObject whole)
        {
            faults.AddRange(whole.Validate(new ValidationContext(instance))
                .Select(r => $"{section}:{r.MemberNames.FirstOrDefault()}: {r.ErrorMessage}"));
        }
    }

    private static void CheckSetting(object instance, PropertyInfo setting, string key, IConfigurationSection value, List<string> faults)
    {
        if (value.Exists())
        {
            if (!TryRead(setting.PropertyType, value, out var read))
            {
                faults.Add($"{key}: \"{value.Value}\" is not valid; allowed: {Allowed(setting)}.");
                return;
            }

            setting.SetValue(instance, read);
        }

        foreach (var rule in setting.GetCustomAttributes<ValidationAttribute>())
        {
            var current = setting.GetValue(instance);
            if (rule.GetValidationResult(current, new ValidationContext(instance) { MemberName = setting.Name }) is { } bad)
            {
                var what = rule is RequiredAttribute ? "is missing" : $"\"{current}\" is not valid";
                faults.Add($"{key}: {what}; allowed: {Allowed(setting)}.{(rule is RequiredAttribute or RangeAttribute ? "" : $" {bad.ErrorMessage}")}");
            }
        }
    }

    private static bool TryRead(Type type, IConfigurationSection value, out object? read)
    {
        read = null;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        try
        {
            if (plain.IsEnum)
            {
                return Enum.TryParse(plain, value.Value, ignoreCase: true, out read) && Enum.IsDefined(plain, read!) && !int.TryParse(value.Value, out _);
            }

            read = value.Value is { } text && TypeDescriptor.GetConverter(plain).CanConvertFrom(typeof(string))
                ? TypeDescriptor.GetConverter(plain).ConvertFromInvariantString(text)
                : value.Get(plain);
            return true;
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>What a setting may hold, in words.</summary>
    public static string Allowed(PropertyInfo setting)
    {
        var type = Nullable.GetUnderlyingType(setting.PropertyType) ?? setting.PropertyType;
        if (setting.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            return $"{range.Minimum} to {range.Maximum}";
        }

        if (setting.GetCustomAttribute<AllowedValuesAttribute>() is { } values)
        {
            return string.Join(", ", values.Values);
        }

        return type switch
        {
            { IsEnum: true } => string.Join(", ", Enum.GetNames(type)),
            _ when type == typeof(bool) => "true, false",
            _ when type == typeof(TimeSpan) => "a time span such as 00:00:30",
            _ when type == typeof(int) || type == typeof(long) => "a whole number",
            _ when type == typeof(decimal) || type == typeof(double) => "a number",
            _ when type == typeof(string) => "a text",
            _ => "see docs/configuration.md",
        };
    }

    private static IEnumerable<(Type Type, string Section)> FindSections() =>
        from assembly in new[] { typeof(DatabaseOptions).Assembly, typeof(Jobs.JobSchedule).Assembly, typeof(SettingsCheck).Assembly }
        from type in assembly.GetTypes()
        where type is { IsClass: true, IsAbstract: false } && type.Name.EndsWith("Options", StringComparison.Ordinal)
        let section = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string
        where section is not null
        orderby section
        select (type, section);
}
