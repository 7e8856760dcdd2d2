// Shards whose clocks disagree: libfaketime shows one of them another time of day, and leaves its monotonic clock alone.
import Analysis
import Foundation
import Support
import Testing

@Suite(.serialized) struct ShiftedClockTests {
    /// Where Debian's package `libfaketime` has it.
    private static let library = "/usr/lib/\(architecture)-linux-gnu/faketime/libfaketimeMT.so.1"

    private static let architecture: String = {
        #if arch(arm64)
            "aarch64"
        #else
            "x86_64"
        #endif
    }()

    private static var isThere: Bool {
        FileManager.default.fileExists(atPath: library)
            || ProcessInfo.processInfo.environment["TURNOUT_REQUIRE_SERVERS"] != nil
    }

    @Test(.enabled(if: isThere, "libfaketime is not installed"), arguments: [-3, 3])
    func `figures count from each one's T0, and the report says that the clocks disagree`(shift: Int) async throws {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            let options = [
                Shipped.path("ready-room"), "--participants", "20", "--set", "target.api=\(standIn.url)",
            ]
            let prepared = try await Command(
                ["prepare"] + options + ["--out", "prepared.json", "--start-at", "+25s"], in: folder
            ).run()
            #expect(prepared.code == 0, "\(prepared.errors)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...2 {
                    var command = Command(
                        ["run"] + options + [
                            "--prepared", "prepared.json", "--shard", "\(number)/2", "--out", "all",
                            "--max-clock-error", "any",
                        ], in: folder)
                    if number == 2 {
                        command.environment = [
                            "LD_PRELOAD": Self.library, "FAKETIME": "\(shift > 0 ? "+" : "")\(shift)s",
                            "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                        ]
                    }
                    group.addTask { [command] in
                        let outcome = try await command.run()
                        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
                    }
                }
                try await group.waitForAll()
            }
            let merged = try await Command(
                ["merge", "all/shard-1", "all/shard-2", "--out", "merged", "--json"], in: folder
            ).run()
            let summary = try Summary(json: merged.output)
            #expect(summary.participants.entered == 20 && summary.releases.map(\.waiting) == [20])
            // A clock that is ahead reaches T0 earlier.
            let offset = try #require(summary.merge?.shards.last?.offsetMs)
            #expect(abs(offset + Double(shift) * 1000) < 100, "\(offset)")
            let words = summary.warnings.first { $0.hasPrefix("The shards' clocks disagree: T0 of shard 2 came ") }
            #expect(words?.contains(shift > 0 ? "before" : "after") == true, "\(summary.warnings)")
            // The crowds were seconds apart, and each one's times are from its own T0.
            let spread = try #require(summary.releases.first?.spreadMs?.max)
            #expect(spread < 1500, "\(spread)")
            let last = try #require(summary.admission?.lastMs)
            let alone = try (1...2).map { number in
                try Summary(json: folder.read("all/shard-\(number)/summary.json")).admission?.lastMs ?? 0
            }
            #expect(last == alone.max())
        }
    }
}
