using System.Globalization;
using FinOps.Core.Alerts;
using FinOps.Core.Outgoing;
using FinOps.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Alerts;

/// <summary>The real core with real receivers on loopback.</summary>
internal sealed class AlertLab : IAsyncDisposable
{
    public const string Secret = "a-signing-secret-of-tests";
    public const string RoutingKey = "0123456789abcdef0123456789ABCDEF";

    private AlertLab(Lab lab, Receiver receiver, MailSink mails) => (Lab, Receiver, Mails) = (lab, receiver, mails);

    public Lab Lab { get; }

    public Receiver Receiver { get; }

    public MailSink Mails { get; }

    public AlertSender Sender => Lab.Get<AlertSender>();

    public static async Task<AlertLab> OpenAsync(Action<IServiceCollection>? change = null)
    {
        var receiver = await Receiver.StartAsync();
        var mails = new MailSink();
        var lab = await Lab.OpenAsync(new SqliteLabDatabase(), services =>
        {
            services.Configure<OutgoingOptions>(o => (o.AllowHttp, o.PrivateHosts) = (true, "127.0.0.1"));
            services.Configure<AlertOptions>(o =>
            {
                (o.SmtpHost, o.SmtpPort, o.SmtpTls, o.SmtpFrom) = ("127.0.0.1", mails.Port, SmtpTls.None, "FinOps <finops@example.com>");
                (o.PagerDutyUrl, o.PublicUrl) = (receiver.Address + "/v2/enqueue", "https://finops.example.com");
            });
            change?.Invoke(services);
        });
        return new AlertLab(lab, receiver, mails);
    }

    /// <summary>A channel for on-call people that leads to the receiver, or to mails.</summary>
    public async Task<int> ChannelAsync(AlertChannelKind kind, string? role = "On-call", IReadOnlyList<string>? tenants = null)
    {
        var saved = await Lab.Get<ChannelEditor>().SaveAsync(Draft(kind) with { Audience = role is null ? [] : [role], Tenants = tenants }, Lab.Tester, default);
        return Assert.IsType<AlertChange.Saved>(saved).Id;
    }

    public ChannelDraft Draft(AlertChannelKind kind) => new()
    {
        Name = kind.ToString(), Kind = kind,
        Address = kind switch
        {
            AlertChannelKind.Email => "ops@example.com, boss@example.com",
            AlertChannelKind.PagerDuty => "",
            _ => $"{Receiver.Address}/hooks/T0/B0/very-secret-path",
        },
        Secret = kind switch { AlertChannelKind.Webhook => Secret, AlertChannelKind.PagerDuty => RoutingKey, _ => "" },
    };

    /// <summary>Changes a rule, from its default.</summary>
    public async Task RuleAsync(AlertKind kind, Action<AlertRule> change)
    {
        var rule = AlertRules.Default(kind);
        change(rule);
        Assert.IsType<AlertChange.Saved>(await Lab.Get<AlertRuleEditor>().SaveAsync(rule, Lab.Tester, default));
    }

    public static AlertFact Incident(int number, string? tenant = "acme", AlertSeverity severity = AlertSeverity.Critical) => new(
        AlertKind.Incident, severity, string.Create(CultureInfo.InvariantCulture, $"incident:{number}"), string.Create(CultureInfo.InvariantCulture, $"{number}"), "",
        string.Create(CultureInfo.InvariantCulture, $"Incident {number}"), "$80 an hour over what is usual.", string.Create(CultureInfo.InvariantCulture, $"/incidents/{number}"), tenant);

    public async Task<int> RaiseAsync(params AlertFact[] facts)
    {
        await using var context = Lab.NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        foreach (var fact in facts)
        {
            Assert.True(await AlertTrail.RaiseAsync(context, fact, default));
        }

        await context.SaveChangesAsync();
        await transaction.CommitAsync();
        return context.Alerts.Local.Last().Id;
    }

    public async Task RecoverAsync(AlertFact fact)
    {
        await using var context = Lab.NewContext();
        await AlertTrail.RecoverAsync(context, fact.Kind, fact.Scope, fact.Window, "It is usual again.", default);
        await context.SaveChangesAsync();
    }

    /// <summary>Lets time pass in steps, sending what is due after each.</summary>
    public async Task PassAsync(TimeSpan span, TimeSpan step)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += step)
        {
            Lab.Clock.Advance(step);
            await Sender.SendAsync(default);
        }
    }

    public async Task<List<DeliveryState>> StatesAsync() => await Lab.ReadAsync(c => c.AlertDeliveries.OrderBy(d => d.Id).Select(d => d.State));

    public async ValueTask DisposeAsync()
    {
        await Lab.DisposeAsync();
        Mails.Dispose();
        await Receiver.DisposeAsync();
    }
}
