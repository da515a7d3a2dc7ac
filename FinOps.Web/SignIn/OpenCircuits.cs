using System.Collections.Concurrent;
using FinOps.Core.Access;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace FinOps.Web.SignIn;

/// <summary>Who has pages open on this node.</summary>
public sealed class OpenCircuits
{
    private readonly ConcurrentDictionary<string, PersonIdentity> circuits = new(StringComparer.Ordinal);

    /// <summary>Open pages by person.</summary>
    public IReadOnlyDictionary<PersonIdentity, int> Count() => circuits.Values.CountBy(p => p).ToDictionary();

    internal void Add(string circuit, PersonIdentity who) => circuits[circuit] = who;

    internal void Remove(string circuit) => circuits.TryRemove(circuit, out _);
}

/// <summary>Notes the person and the address of each circuit.</summary>
internal sealed class CircuitNotes(OpenCircuits open, AuthenticationStateProvider authentication, ClientAddress address) : CircuitHandler
{
    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        address.Note();
        if (authentication is CircuitAuthentication watch)
        {
            await watch.StartAsync(cancellationToken);
        }

        if (PersonActors.IdentityOf((await authentication.GetAuthenticationStateAsync()).User) is { } who)
        {
            open.Add(circuit.Id, who);
        }
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        address.Note();
        return Task.CompletedTask;
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        open.Remove(circuit.Id);
        return Task.CompletedTask;
    }
}
