namespace FinOps.Core.Access;

/// <summary>Somebody who has signed in, or was given a role before that.</summary>
public sealed class Person
{
    public int Id { get; set; }

    /// <summary>Who vouches for the person: the provider's exact issuer, or <see cref="PersonIdentity.LocalIssuer"/>.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The person at that issuer; never used again for somebody else.</summary>
    public string Subject { get; set; } = "";
    public string Name { get; set; } = "";
    public string? Email { get; set; }

    /// <summary>What the provider said of the person's roles or groups at the last sign-in, as a JSON array of texts.</summary>
    public string ClaimValues { get; set; } = "[]";

    /// <summary>Null until the person signs in for the first time.</summary>
    public long? FirstSeenAtMicros { get; set; }
    public long? LastSeenAtMicros { get; set; }
    public string? LastAddress { get; set; }

    /// <summary>Set while the person may do nothing, whatever roles they have.</summary>
    public long? DisabledAtMicros { get; set; }
    public string? DisabledBy { get; set; }
    public string? DisabledReason { get; set; }
}

/// <summary>Who a person is: the pair that identifies them, whatever their name or address becomes.</summary>
public readonly record struct PersonIdentity(string Issuer, string Subject)
{
    /// <summary>The issuer of people who picked a role on this machine, in development.</summary>
    public const string LocalIssuer = "local";

    /// <summary><c>iss|sub</c>.</summary>
    public override string ToString() => $"{Issuer}|{Subject}";

    /// <summary>Reads <c>iss|sub</c>; an issuer holds no bar, so the first one ends it. Null when a part is missing or too long.</summary>
    public static PersonIdentity? Parse(string? text)
    {
        var bar = text?.IndexOf('|', StringComparison.Ordinal) ?? -1;
        return bar is > 0 and <= 256 && text!.Length - bar - 1 is > 0 and <= 256 && !text.Any(char.IsControl) ? new PersonIdentity(text[..bar], text[(bar + 1)..]) : null;
    }
}
