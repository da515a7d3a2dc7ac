using FinOps.Web.Host;

return await EntryPoint.RunAsync(args);
