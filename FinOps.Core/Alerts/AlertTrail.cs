using System.Security.Cryptography;
using System.Text;
using FinOps.Core.Data;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Alerts;

/// <summary>Raises alerts in the transaction of what causes them.</summary>
public static class AlertTrail
{
    /// <summary>
    /// Adds an alert and what is to be sent about it; the caller's next save writes them. Kind, scope, window and step name an alert: it is raised once, ever.
    /// Open a transaction before, where several may raise the same at once.
    /// </summary>
    /// <returns>False, and nothing added, when it was raised before or its rule is turned off.</returns>
    public static async Task<bool> RaiseAsync(FinOpsDbContext context, AlertFact fact, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(fact);
        var key = KeyOf(fact.Kind, fact.Scope, fact.Window, fact.Step);
        if (context.Alerts.Local.Any(a => a.Key == key))
        {
            return false;
        }

        var rule = await AlertRules.ReadAsync(context, fact.Kind, cancellation).ConfigureAwait(false);
        if (!rule.IsEnabled || await IsThereAsync(context, key, cancellation).ConfigureAwait(false))
        {
            return false;
        }

        var alert = context.Alerts.Add(new Alert
        {
            Key = key, Kind = fact.Kind, Severity = rule.Severity ?? fact.Severity,
            Scope = Cut(fact.Scope, AlertModel.ScopeLength), Window = Cut(fact.Window, AlertModel.WindowLength), Step = Cut(fact.Step, AlertModel.StepLength),
            Title = Cut(fact.Title, AlertModel.TitleLength), Text = Cut(fact.Text, AlertModel.TextLength), Path = fact.Path.Length > AlertModel.PathLength ? "/alerts" : fact.Path,
            Tenant = fact.Tenant, RaisedAtMicros = context.Clock.NowMicros(),
        }).Entity;
        await AlertOutbox.AddAsync(context, alert, rule, AlertOccasion.Raised, 0, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Notes that the cause of alerts is over, whatever their step, and adds what is to be sent about it; the caller's next save writes it.</summary>
    /// <param name="text">How it ended, in words.</param>
    public static Task RecoverAsync(FinOpsDbContext context, AlertKind kind, string scope, string window, string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(window);
        var (storedScope, storedWindow) = (Cut(scope, AlertModel.ScopeLength), Cut(window, AlertModel.WindowLength));
        return RecoverAsync(context, kind, alerts => alerts.Where(a => a.Scope == storedScope && a.Window == storedWindow), text, cancellation);
    }

    /// <summary>As <see cref="RecoverAsync(FinOpsDbContext, AlertKind, string, string, string, CancellationToken)"/>, of every window of a scope.</summary>
    public static Task RecoverAllAsync(FinOpsDbContext context, AlertKind kind, string scope, string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var storedScope = Cut(scope, AlertModel.ScopeLength);
        return RecoverAsync(context, kind, alerts => alerts.Where(a => a.Scope == storedScope), text, cancellation);
    }

    private static async Task RecoverAsync(FinOpsDbContext context, AlertKind kind, Func<IQueryable<Alert>, IQueryable<Alert>> of, string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var open = await of(context.Alerts.Where(a => a.Kind == kind && a.RecoveredAtMicros == null)).ToListAsync(cancellation).ConfigureAwait(false);
        if (open.Count == 0)
        {
            return;
        }

        var rule = await AlertRules.ReadAsync(context, kind, cancellation).ConfigureAwait(false);
        foreach (var alert in open.Where(a => a.RecoveredAtMicros is null))
        {
            (alert.RecoveredAtMicros, alert.RecoveryText) = (context.Clock.NowMicros(), Cut(text, AlertModel.RecoveryLength));

            // A rota is told in any case: it would page on.
            await AlertOutbox.FollowAsync(context, alert, rule, AlertOccasion.Recovered, c => rule.TellsRecovery || c.Kind == AlertChannelKind.PagerDuty, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The key of an alert: 32 hexadecimal digits.</summary>
    internal static string KeyOf(AlertKind kind, string scope, string window, string step) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{(int)kind}\0{scope}\0{window}\0{step}")).AsSpan(0, AlertModel.KeyLength / 2));

    private static async Task<bool> IsThereAsync(FinOpsDbContext context, string key, CancellationToken cancellation) =>
        context is SqlServerFinOpsDbContext && context.Database.CurrentTransaction is not null
            ? (await context.Database.SqlQueryRaw<int>(AlertSqlServerSql.Held, new SqlParameter("@key", key)).ToListAsync(cancellation).ConfigureAwait(false)).Count > 0
            : await context.Alerts.AnyAsync(a => a.Key == key, cancellation).ConfigureAwait(false);

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
