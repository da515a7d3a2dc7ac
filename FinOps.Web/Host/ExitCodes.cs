namespace FinOps.Web.Host;

/// <summary>What the program tells the shell that started it.</summary>
public static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
}
