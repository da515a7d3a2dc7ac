using System.Data.Common;

namespace FinOps.Core.Usage;

/// <summary>Runs statements inside one transaction.</summary>
internal sealed class StagedCommands(DbTransaction transaction)
{
    public const int TimeoutSeconds = 300;

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public int Run(string text, params (string Name, object Value)[] parameters)
    {
        using var command = NewCommand(text, parameters);
        return command.ExecuteNonQuery();
    }

    public List<T> Read<T>(string text, Func<DbDataReader, T> read, params (string Name, object Value)[] parameters)
    {
        using var command = NewCommand(text, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private DbCommand NewCommand(string text, (string Name, object Value)[] parameters)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        command.CommandTimeout = TimeoutSeconds;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
