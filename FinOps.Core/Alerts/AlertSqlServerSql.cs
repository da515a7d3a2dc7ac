namespace FinOps.Core.Alerts;

/// <summary>The turn among those who raise one alert, on SQL Server; on SQLite a transaction is alone anyway.</summary>
internal static class AlertSqlServerSql
{
    /// <summary>Whether the alert is there; nobody else can add it until the transaction ends.</summary>
    public const string Held = "SELECT Id AS Value FROM Alert WITH (UPDLOCK, HOLDLOCK) WHERE [Key]=@key";
}
