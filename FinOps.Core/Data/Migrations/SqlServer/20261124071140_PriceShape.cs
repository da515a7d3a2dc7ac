using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinOps.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class PriceShape : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "CacheReadAudioTokens",
                table: "UsageRecord",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "CacheReadImageTokens",
                table: "UsageRecord",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "CorrectionNanos",
                table: "UsageRecord",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "DiscountPriceId",
                table: "UsageRecord",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "HostScope",
                table: "UsageRecord",
                type: "nvarchar(128)",
                maxLength: 128,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "InputAudioTokens",
                table: "UsageRecord",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "InputImageTokens",
                table: "UsageRecord",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "OutputAudioTokens",
                table: "UsageRecord",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "OutputImageTokens",
                table: "UsageRecord",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "UsageFlags",
                table: "UsageRecord",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "CorrectionCostNanos",
                table: "CostCell",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "ModelMapping",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Provider = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    BaseModel = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Kind = table.Column<byte>(type: "tinyint", nullable: false),
                    ValidFromMicros = table.Column<long>(type: "bigint", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: false),
                    CreatedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    CreatedAtMicros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ModelMapping", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PriceContextTier",
                columns: table => new
                {
                    Threshold = table.Column<int>(type: "int", nullable: false),
                    PriceId = table.Column<int>(type: "int", nullable: false),
                    IsInclusive = table.Column<bool>(type: "bit", nullable: false),
                    Rates_InputPer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_CacheReadPer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_CacheWrite5mPer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_CacheWrite1hPer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_OutputPer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_ReasoningPer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_InputAudioPer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_CacheReadAudioPer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_InputImagePer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_CacheReadImagePer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_OutputAudioPer1M = table.Column<long>(type: "bigint", nullable: true),
                    Rates_OutputImagePer1M = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PriceContextTier", x => new { x.PriceId, x.Threshold });
                    table.ForeignKey(
                        name: "FK_PriceContextTier_Price_PriceId",
                        column: x => x.PriceId,
                        principalTable: "Price",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SealedWeek",
                columns: table => new
                {
                    Week = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SealedWeek", x => x.Week);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ModelMapping_Provider_Name",
                table: "ModelMapping",
                columns: new[] { "Provider", "Name" });

            migrationBuilder.AddColumn<byte>(
                name: "Tier",
                table: "Price",
                type: "tinyint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RequestsPer1K",
                table: "Price",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "UsdPerUnitNanos",
                table: "Price",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Rates_ReasoningPer1M",
                table: "Price",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Rates_InputAudioPer1M",
                table: "Price",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Rates_CacheReadAudioPer1M",
                table: "Price",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Rates_InputImagePer1M",
                table: "Price",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Rates_CacheReadImagePer1M",
                table: "Price",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Rates_OutputAudioPer1M",
                table: "Price",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Rates_OutputImagePer1M",
                table: "Price",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "DailyFromMinute",
                table: "Price",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "DailyToMinute",
                table: "Price",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "DiscountPpm",
                table: "Price",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<byte>(
                name: "WeekDays",
                table: "Price",
                type: "tinyint",
                nullable: false,
                defaultValue: (byte)0);

            migrationBuilder.AddColumn<string>(
                name: "HostScope",
                table: "Price",
                type: "nvarchar(128)",
                maxLength: 128,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Currency",
                table: "Price",
                type: "nvarchar(3)",
                maxLength: 3,
                nullable: false,
                defaultValue: "USD");

            // What a price charged beyond its one threshold becomes its first context tier.
            migrationBuilder.Sql(
                """
                INSERT INTO PriceContextTier (PriceId, Threshold, IsInclusive, Rates_InputPer1M, Rates_CacheReadPer1M, Rates_CacheWrite5mPer1M, Rates_CacheWrite1hPer1M, Rates_OutputPer1M)
                SELECT Id, LongContextThreshold, IsLongContextInclusive, LongRates_InputPer1M, LongRates_CacheReadPer1M, LongRates_CacheWrite5mPer1M, LongRates_CacheWrite1hPer1M, LongRates_OutputPer1M
                FROM Price WHERE LongContextThreshold IS NOT NULL
                """);

            migrationBuilder.DropColumn(
                name: "LongContextThreshold",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "IsLongContextInclusive",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "LongRates_InputPer1M",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "LongRates_CacheReadPer1M",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "LongRates_CacheWrite5mPer1M",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "LongRates_CacheWrite1hPer1M",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "LongRates_OutputPer1M",
                table: "Price");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "LongContextThreshold",
                table: "Price",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsLongContextInclusive",
                table: "Price",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "LongRates_InputPer1M",
                table: "Price",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LongRates_CacheReadPer1M",
                table: "Price",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LongRates_CacheWrite5mPer1M",
                table: "Price",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LongRates_CacheWrite1hPer1M",
                table: "Price",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LongRates_OutputPer1M",
                table: "Price",
                type: "bigint",
                nullable: true);

            migrationBuilder.Sql(
                """
                UPDATE Price SET LongContextThreshold = (SELECT MIN(t.Threshold) FROM PriceContextTier AS t WHERE t.PriceId = Price.Id)
                """);
            migrationBuilder.Sql(
                """
                UPDATE Price SET
                IsLongContextInclusive = (SELECT t.IsInclusive FROM PriceContextTier AS t WHERE t.PriceId = Price.Id AND t.Threshold = Price.LongContextThreshold),
                LongRates_InputPer1M = (SELECT t.Rates_InputPer1M FROM PriceContextTier AS t WHERE t.PriceId = Price.Id AND t.Threshold = Price.LongContextThreshold),
                LongRates_CacheReadPer1M = (SELECT t.Rates_CacheReadPer1M FROM PriceContextTier AS t WHERE t.PriceId = Price.Id AND t.Threshold = Price.LongContextThreshold),
                LongRates_CacheWrite5mPer1M = (SELECT t.Rates_CacheWrite5mPer1M FROM PriceContextTier AS t WHERE t.PriceId = Price.Id AND t.Threshold = Price.LongContextThreshold),
                LongRates_CacheWrite1hPer1M = (SELECT t.Rates_CacheWrite1hPer1M FROM PriceContextTier AS t WHERE t.PriceId = Price.Id AND t.Threshold = Price.LongContextThreshold),
                LongRates_OutputPer1M = (SELECT t.Rates_OutputPer1M FROM PriceContextTier AS t WHERE t.PriceId = Price.Id AND t.Threshold = Price.LongContextThreshold)
                WHERE LongContextThreshold IS NOT NULL
                """);

            migrationBuilder.DropTable(
                name: "ModelMapping");

            migrationBuilder.DropTable(
                name: "PriceContextTier");

            migrationBuilder.DropTable(
                name: "SealedWeek");

            migrationBuilder.DropColumn(
                name: "CacheReadAudioTokens",
                table: "UsageRecord");

            migrationBuilder.DropColumn(
                name: "CacheReadImageTokens",
                table: "UsageRecord");

            migrationBuilder.DropColumn(
                name: "CorrectionNanos",
                table: "UsageRecord");

            migrationBuilder.DropColumn(
                name: "DiscountPriceId",
                table: "UsageRecord");

            migrationBuilder.DropColumn(
                name: "HostScope",
                table: "UsageRecord");

            migrationBuilder.DropColumn(
                name: "InputAudioTokens",
                table: "UsageRecord");

            migrationBuilder.DropColumn(
                name: "InputImageTokens",
                table: "UsageRecord");

            migrationBuilder.DropColumn(
                name: "OutputAudioTokens",
                table: "UsageRecord");

            migrationBuilder.DropColumn(
                name: "OutputImageTokens",
                table: "UsageRecord");

            migrationBuilder.DropColumn(
                name: "UsageFlags",
                table: "UsageRecord");

            migrationBuilder.DropColumn(
                name: "CorrectionCostNanos",
                table: "CostCell");

            migrationBuilder.DropColumn(
                name: "Tier",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "RequestsPer1K",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "UsdPerUnitNanos",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "Rates_ReasoningPer1M",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "Rates_InputAudioPer1M",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "Rates_CacheReadAudioPer1M",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "Rates_InputImagePer1M",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "Rates_CacheReadImagePer1M",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "Rates_OutputAudioPer1M",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "Rates_OutputImagePer1M",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "DailyFromMinute",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "DailyToMinute",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "DiscountPpm",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "WeekDays",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "HostScope",
                table: "Price");

            migrationBuilder.DropColumn(
                name: "Currency",
                table: "Price");
        }
    }
}
