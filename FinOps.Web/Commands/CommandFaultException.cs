using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary>A command cannot do what it was asked, for a reason its user can cure.</summary>
public sealed class CommandFaultException(string message, int exitCode = ExitCodes.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
