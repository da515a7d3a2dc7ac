using System.Diagnostics;
using DuckDB.NET.Data;

namespace FinOps.Bench;

/// <summary>The yardstick: DuckDB reads, de-duplicates, prices and rolls up the same log into a file.</summary>
internal static class DuckYardstick
{
    private const string Columns =
        "{timestamp:'TIMESTAMP',request_id:'VARCHAR',trace_id:'VARCHAR',tenant_id:'VARCHAR',user_id:'VARCHAR',feature_id:'VARCHAR',task_id:'VARCHAR',route:'VARCHAR',"
        + "team:'VARCHAR',session_id:'VARCHAR',agent_run_id:'VARCHAR',provider:'VARCHAR',model:'VARCHAR',environment:'VARCHAR',request_origin:'VARCHAR',status:'VARCHAR',"
        + "input_tokens:'BIGINT',cached_input_tokens:'BIGINT',cache_write_tokens:'BIGINT',output_tokens:'BIGINT',"
        + "layers:'STRUCT(prompt_tokens BIGINT,tool_tokens BIGINT,memory_tokens BIGINT,response_tokens BIGINT)',latency_ms:'INTEGER',error:'VARCHAR',batch:'BOOLEAN'}";

    /// <summary>Nano-USD per token, as DuckDB has to know them from somewhere.</summary>
    private const string Prices =
        "CREATE TABLE price AS SELECT * FROM (VALUES ('claude-sonnet-4-6',3000,300,3750,15000),('claude-haiku-4-5',1000,100,1250,5000),"
        + "('gpt-4o',2500,1250,2500,10000),('gpt-4o-mini',150,75,150,600)) t(model,i,r,w,o)";

    /// <summary>How long it takes, and the total cost in nano-USD to hold ours against.</summary>
    public static (TimeSpan Elapsed, long CostNanos) Run(string log, string database)
    {
        using var connection = new DuckDBConnection($"Data Source={database}");
        connection.Open();
        var watch = Stopwatch.StartNew();
        Execute(connection, Prices);
        Execute(connection,
            "CREATE TABLE usage AS SELECT *, ((input_tokens-cached_input_tokens-cache_write_tokens)*i+cached_input_tokens*r+cache_write_tokens*w+output_tokens*o)::BIGINT AS cost "
            + $"FROM (SELECT DISTINCT ON (request_id) * FROM read_ndjson('{log}', columns={Columns})) x JOIN price USING (model)");
        Execute(connection,
            "CREATE TABLE hourly AS SELECT date_trunc('hour',timestamp) h,tenant_id,feature_id,model,environment,count(*) n,sum(cost) AS total,sum(layers.prompt_tokens) p,"
            + "sum(layers.tool_tokens) t,sum(layers.memory_tokens) m,sum(layers.response_tokens) o FROM usage GROUP BY ALL");
        Execute(connection, "CHECKPOINT");
        var elapsed = watch.Elapsed;
        using var total = connection.CreateCommand();
        total.CommandText = "SELECT sum(cost)::BIGINT FROM usage";
        return (elapsed, (long)total.ExecuteScalar()!);
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
