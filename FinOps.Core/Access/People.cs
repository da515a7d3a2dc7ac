using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Access;

/// <summary>A person who has just signed in.</summary>
/// <param name="Id">The stored person.</param>
/// <param name="Access">What they may do; look at <see cref="PersonAccess.MayEnter"/> before letting them in.</param>
public sealed record SeenPerson(int Id, PersonAccess Access);

/// <summary>Remembers who signs in.</summary>
public sealed class People(IDbContextFactory<FinOpsDbContext> contexts, AccessDecisions decisions, TimeProvider time)
{
    private const int MostValues = 200;
    private const int LongestValue = 256;

    /// <summary>
    /// Notes that a person has proved who they are, and tells what they may do. Somebody without a role is noted too, so that an
    /// administrator can find them.
    /// </summary>
    /// <param name="issuer">The provider's exact issuer, or <see cref="PersonIdentity.LocalIssuer"/>.</param>
    /// <param name="subject">The person at that issuer.</param>
    /// <param name="name">The name to show; null leaves the known one.</param>
    /// <param name="email">An address to show; null leaves the known one. It identifies nobody.</param>
    /// <param name="roleClaimValues">What the provider says of the person's roles or groups.</param>
    /// <param name="address">The IP address they come from.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">Issuer or subject is empty or longer than 256 characters.</exception>
    public async Task<SeenPerson> SeenAsync(
        string issuer, string subject, string? name, string? email, IReadOnlyList<string> roleClaimValues, string? address, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(roleClaimValues);
        if (PersonIdentity.Parse($"{issuer}|{subject}") is not { } who || who.Issuer != issuer)
        {
            throw new ArgumentException("Issuer and subject need 1 to 256 characters each, and the issuer no bar.");
        }

        var id = await NoteAsync(who, Shown(name, 256), Shown(email, 320), roleClaimValues, Shown(address, 64), cancellation);
        return new SeenPerson(id, await decisions.OfAsync(who, roleClaimValues, cancellation));
    }

    private async Task<int> NoteAsync(PersonIdentity who, string? name, string? email, IReadOnlyList<string> values, string? address, CancellationToken cancellation)
    {
        for (var tries = 0; ; tries++)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var person = await context.People.FirstOrDefaultAsync(p => p.Issuer == who.Issuer && p.Subject == who.Subject, cancellation);
            if (person is null)
            {
                person = new Person { Issuer = who.Issuer, Subject = who.Subject, Name = who.Subject };
                context.People.Add(person);
            }

            person.Name = name ?? person.Name;
            person.Email = email ?? person.Email;
            person.ClaimValues = StoredTexts.Write(values.Where(v => v.Length is > 0 and <= LongestValue).Distinct(StringComparer.Ordinal).Take(MostValues));
            person.LastSeenAtMicros = time.NowMicros();
            person.FirstSeenAtMicros ??= person.LastSeenAtMicros;
            person.LastAddress = address;
            try
            {
                await context.SaveChangesAsync(cancellation);
                return person.Id;
            }
            catch (DbUpdateException) when (tries == 0 && person.Id == 0)
            {
                // Two first sign-ins at once: the other one has stored the person.
            }
        }
    }

    /// <summary>A text of a provider, fit to be shown: no control characters, not too long; null when nothing is left.</summary>
    private static string? Shown(string? text, int most)
    {
        var clean = string.Concat((text ?? "").Where(c => !char.IsControl(c))).Trim();
        return clean.Length == 0 ? null : clean.Length > most ? clean[..most] : clean;
    }
}
