using System.Text.RegularExpressions;

namespace FinOps.Web.Host;

/// <summary>Tells settings (<c>--Database:Provider=SqlServer</c>) from the words of a command.</summary>
public static partial class Arguments
{
    private static readonly string[] Help = ["--help", "--version"];

    /// <summary>True when the arguments name no command: settings alone, or nothing.</summary>
    public static bool StartTheWeb(IReadOnlyList<string> args) =>
        args.Count == 0 || (args[0].StartsWith("--", StringComparison.Ordinal) && SettingsOnly(args));

    /// <summary>Splits a command line into settings, understood by the configuration, and the rest, in their order.</summary>
    public static (string[] Settings, string[] Words) Split(IReadOnlyList<string> args)
    {
        List<string> settings = [], words = [];
        for (var i = 0; i < args.Count; i++)
        {
            if (!Setting().IsMatch(args[i]))
            {
                words.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Count)
            {
                settings.Add(args[++i]);
            }
        }

        return ([.. settings], [.. words]);
    }

    private static bool SettingsOnly(IReadOnlyList<string> args) => Split(args).Words switch
    {
        [] => true,
        var words => !Help.Contains(words[0], StringComparer.Ordinal) && words[0].StartsWith("--", StringComparison.Ordinal),
    };

    [GeneratedRegex(@"^--[A-Za-z]\w*(:\w+)+(=|$)")]
    private static partial Regex Setting();
}
