using FinOps.Core.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FinOps.Core.Incidents;

/// <summary>What some records spent, by scope and hour; and by minute, for the newest.</summary>
internal sealed class NewSpend(long minutesFromMicros)
{
    public const long MicrosPerMinute = 60 * Instants.MicrosPerSecond;

    public Dictionary<(ScopeKey Scope, int Hour), long> Hours { get; } = [];

    public Dictionary<(ScopeKey Scope, long Minute), long> Minutes { get; } = [];

    /// <summary>Reads the records of some ids.</summary>
    public async Task ReadAsync(FinOpsDbContext context, long afterId, long throughId, CancellationToken cancellation)
    {
        await context.Database.OpenConnectionAsync(cancellation);
        var sql = IncidentSql.Spend(afterId, throughId);
        if (context.Database.GetDbConnection() is SqliteConnection sqlite)
        {
            ReadSqlite(sqlite, sql, cancellation);
            return;
        }

        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = sql;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            Add(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt64(4));
        }
    }

    /// <summary>Adds one record to every scope that it is part of. What names no tenant or no feature is part of fewer.</summary>
    internal void Add(long atMicros, int tenant, int feature, int model, long nanos)
    {
        if (nanos == 0)
        {
            return;
        }

        var hour = Instants.ToHour(atMicros);
        var minute = atMicros >= minutesFromMicros ? atMicros / MicrosPerMinute : -1;
        if (tenant != 0)
        {
            Add(new ScopeKey(ScopeKind.Tenant, tenant, 0, 0), hour, minute, nanos);
        }

        if (feature != 0)
        {
            Add(new ScopeKey(ScopeKind.Feature, 0, feature, 0), hour, minute, nanos);
        }

        if (tenant != 0 && feature != 0)
        {
            Add(new ScopeKey(ScopeKind.TenantFeature, tenant, feature, 0), hour, minute, nanos);
        }

        Add(new ScopeKey(ScopeKind.Model, 0, 0, model), hour, -1, nanos);
    }

    private void ReadSqlite(SqliteConnection connection, string sql, CancellationToken cancellation)
    {
        using var row = new SqliteStatement(connection, sql);
        for (var count = 0; row.Step(); count++)
        {
            if ((count & 0xFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            Add(row.Int64(0), (int)row.Int64(1), (int)row.Int64(2), (int)row.Int64(3), row.Int64(4));
        }
    }

    private void Add(ScopeKey scope, int hour, long minute, long nanos)
    {
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(Hours, (scope, hour), out _) += nanos;
        if (minute >= 0)
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(Minutes, (scope, minute), out _) += nanos;
        }
    }
}
