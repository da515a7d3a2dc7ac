using FinOps.Bench;

return await BenchProgram.RunAsync(args);
