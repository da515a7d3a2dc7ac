using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Access;

/// <summary>Settings under <c>ApiKeys</c>.</summary>
public sealed class ApiKeyOptions : IValidatableObject
{
    public const string Section = "ApiKeys";
    private const int MinPepperLength = 32;

    /// <summary>A secret that keys are hashed with. Empty: one is made and kept in the database.</summary>
    public string Pepper { get; set; } = "";

    /// <summary>The pepper before the last change: keys hashed with it keep working and move to the new one when they are used.</summary>
    public string OldPepper { get; set; } = "";

    /// <summary>How long a key lives when nobody says otherwise, in days.</summary>
    [Range(1, 3_650)]
    public int DefaultDays { get; set; } = 180;

    /// <summary>The longest life of a key, in days.</summary>
    [Range(1, 3_650)]
    public int MaxDays { get; set; } = 366;

    /// <summary>How long before its end a key is warned about, in days.</summary>
    [Range(0, 365)]
    public int WarnDays { get; set; } = 14;

    /// <summary>Wrong keys from one address, or with one prefix, that are answered in a minute before the answer becomes 429.</summary>
    [Range(1, 10_000)]
    public int WrongPerMinute { get; set; } = 10;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DefaultDays > MaxDays)
        {
            yield return new ValidationResult($"{DefaultDays} is more than {nameof(MaxDays)}, which is {MaxDays}.", [nameof(DefaultDays)]);
        }

        // The faults must not show the secrets.
        if (Pepper.Length is > 0 and < MinPepperLength)
        {
            yield return new ValidationResult($"the text is too short; allowed: empty, or at least {MinPepperLength} characters, best random ones.", [nameof(Pepper)]);
        }

        if (OldPepper.Length is > 0 and < MinPepperLength)
        {
            yield return new ValidationResult($"the text is too short; allowed: empty, or at least {MinPepperLength} characters.", [nameof(OldPepper)]);
        }
    }
}
