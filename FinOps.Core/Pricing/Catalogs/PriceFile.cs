namespace FinOps.Core.Pricing;

/// <summary>The price lists that can be read; told apart by content.</summary>
public enum PriceFileFormat
{
    LiteLlm,
    GenAiPrices,
    ModelsDev,
    OwnCsv,
}

/// <summary>Something of a price list that could not become a price.</summary>
/// <param name="Line">Line of the file, from 1.</param>
/// <param name="Provider">As the list names it; empty where it does not.</param>
/// <param name="Model">As the list names it.</param>
/// <param name="What">The field or part that is left out, e.g. <c>input_cost_per_second</c>.</param>
/// <param name="Why">One sentence: why, and what can be done.</param>
/// <param name="IsWholeModel">True when nothing of the model was taken over; false when only this part is missing from its price.</param>
public sealed record PriceOmission(int Line, string Provider, string Model, string What, string Why, bool IsWholeModel);

/// <summary>A price list as read: rows not yet stored, and what could not be carried over.</summary>
/// <param name="Format">What the content turned out to be.</param>
/// <param name="Prices">Rows of kind Catalog; a start of 0 means that the list gives no date.</param>
/// <param name="Omissions">In the order of the file.</param>
public sealed record PriceFile(PriceFileFormat Format, IReadOnlyList<Price> Prices, IReadOnlyList<PriceOmission> Omissions)
{
    /// <summary>The start of a row whose list gives no date.</summary>
    public const long Undated = 0;
}

/// <summary>Why a file is refused as a whole.</summary>
/// <param name="Line">Line of the file, from 1; 0 where no line is to blame.</param>
/// <param name="Message">What is wrong and the cure.</param>
public sealed record PriceFileFault(int Line, string Message)
{
    public override string ToString() => Line > 0 ? $"Line {Line}: {Message}" : Message;
}

/// <summary>What became of a file.</summary>
public abstract record PriceFileResult
{
    private PriceFileResult()
    {
    }

    /// <summary>The list was read; single models may be missing, see its omissions.</summary>
    public sealed record Read(PriceFile File) : PriceFileResult;

    /// <summary>Nothing of the file is used.</summary>
    public sealed record Refused(PriceFileFault Fault) : PriceFileResult;
}
