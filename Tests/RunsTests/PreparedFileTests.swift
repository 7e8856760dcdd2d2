import Foundation
import Glibc
import Journeys
import Measuring
import Scenarios
import Support
import Testing

@testable import Runs

@Suite struct `A prepared file` {
    private static let file = PreparedFile(
        setup: SharedSetup(
            runID: "abcd2345", seed: .max, shards: nil, startAt: UTCInstant("2026-11-24T09:00:00Z"), version: "1",
            scenario: "turnout: 1", dataDigest: nil, dataKey: DataKey(),
            room: ProvisionedRoom(spaceID: "s", roomID: "r", roomAlias: "a", hostToken: Secret("token-of-the-host"))),
        cookies: ["127.0.0.1\tFALSE\t/\tFALSE\t0\thost\tcookie-of-the-host"],
        words: ["login.yaml", "--set", "a.b=c d"], folder: "/tmp/x")

    @Test func `comes back whole, is for the owner alone, and is written only once`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/prepared.json"
            try Self.file.write(to: path)
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
            let read = try PreparedFile(at: path)
            #expect(read.cookies == Self.file.cookies && read.words == Self.file.words && read.folder == "/tmp/x")
            #expect(read.setup.room == Self.file.setup.room && read.setup.startAt == Self.file.setup.startAt)
            #expect(read.setup.shards == nil && read.setup.dataKey == Self.file.setup.dataKey)
            #expect(throws: Problem.self) { try Self.file.write(to: path) }
            // A secret that is mounted belongs to somebody else, and is for reading alone.
            #expect(chmod(path, 0o440) == 0)
            _ = try PreparedFile(at: path)
        }
    }

    @Test(arguments: [FuzzSeed.value]) func `that is damaged is refused, and nothing of it is repeated`(
        seed: UInt64
    ) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/prepared.json"
            try Self.file.write(to: path)
            let whole = try Data(contentsOf: URL(filePath: path))
            var random = SeededGenerator(seed: seed)
            for _ in 0..<50 {
                var damaged = whole
                let place = Int.random(in: 0..<whole.count, using: &random)
                if Bool.random(using: &random) {
                    damaged = damaged.prefix(place)
                } else {
                    damaged[place] = UInt8.random(in: 0...255, using: &random)
                }
                try damaged.write(to: URL(filePath: path))
                do throws(Problem) {
                    _ = try PreparedFile(at: path)
                } catch {
                    #expect(error.kind == .usage)
                    #expect(!"\(error.messages) \(error.remedy ?? "")".contains("-of-the-host"))
                }
            }
        }
    }
}
