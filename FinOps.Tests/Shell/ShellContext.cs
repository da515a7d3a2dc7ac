using Bunit;
using FinOps.Web.Shell;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;

namespace FinOps.Tests.Shell;

/// <summary>What components need around them, with a clock that only the test moves.</summary>
public abstract class ShellContext : BunitContext, IAsyncLifetime
{
    protected ShellContext()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddScoped<PageScheme>();
        Services.AddScoped<PageVisibility>();
    }

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 9, 10, 32, TimeSpan.Zero));

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual new async Task DisposeAsync() => await base.DisposeAsync();
}
