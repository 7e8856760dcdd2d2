// What a person sees on a terminal while a run goes on, and what is left on it afterwards.
import Analysis
import Foundation
import Glibc
import Subprocess
import Support
import SystemPackage
import Testing

@Suite(.serialized, .enabled(if: Terminal.isInstalled || CustomerSite.isRequired, "`make setup-test` installs pyte"))
struct TerminalTests {
    /// Fifty people who arrive over two seconds, enter and stay for a while.
    private static let scenario = """
        turnout: 1
        name: Terminal
        target:
          api: stand-in
          stand-in: { profile: unlimited }
        participants: { count: 50 }
        arrival: { over: 2s }
        journey:
          - token: { grant: password }
          - generate-access: { as: host }
          - enter-room:
          - pause: 2s
          - leave-room:
        thresholds: [ turnout >= 100% ]
        """

    private func run(_ events: [Terminal.Event], columns: Int, rows: Int) async throws -> Terminal.Account {
        let folder = try TemporaryFolder()
        try folder.write("stay.yaml", TerminalTests.scenario)
        return try await Terminal.run(
            ["run", "stay.yaml", "--out", "run"], in: folder, columns: columns, rows: rows, events: events)
    }

    @Test(arguments: [(40, 10), (80, 24), (200, 50)])
    func `the view stays in its place at any size, and leaves nothing behind`(columns: Int, rows: Int) async throws {
        let account = try await run([.init(sees: "in a pause")], columns: columns, rows: rows)
        #expect(account.code == 0 && account.left == 0, "\(account.last)")
        let seen = try #require(account.seen.first)
        #expect(seen.count { $0.hasPrefix("running ") } == 1, "\(seen)")
        #expect(seen.count { $0.hasPrefix("█") && $0.contains("got in") } == 1, "\(seen)")
        #expect(account.full == [])
        #expect(!account.isCursorHidden)
        // Above the summary there is nothing but what was said for good.
        let kept = account.last.prefix { !$0.hasPrefix("PASSED") }
        #expect(kept.count < account.last.count, "\(account.last)")
        #expect(!kept.contains { $0.contains("running ") || $0.contains("/s") || $0.contains("█") }, "\(kept)")
        #expect(account.last.joined(separator: " ").contains("50 of 50 got in"))
    }

    @Test(arguments: [[80, 24, 200, 50], [120, 40, 80, 24], [80, 24, 80, 8]])
    func `after a change of the terminal's size the view is drawn anew`(sizes: [Int]) async throws {
        let account = try await run(
            [.init(sees: "p95", size: [sizes[2], sizes[3]]), .init(sees: "in a pause"), .init(sees: "in a pause")],
            columns: sizes[0], rows: sizes[1])
        #expect(account.code == 0 && account.left == 0, "\(account.last)")
        let seen = try #require(account.seen.last)
        #expect(seen.count { $0.contains("running ") } == 1, "\(seen)")
        #expect(seen.count { $0.contains("░") } <= 2, "\(seen)")
        #expect(!account.isCursorHidden)
    }

    @Test func `Ctrl-C restores the cursor, and the summary follows`() async throws {
        let account = try await run([.init(sees: "in a pause", press: "\u{3}")], columns: 80, rows: 24)
        #expect(account.code == ExitCode.interrupted.rawValue, "\(account.last)")
        #expect(!account.isCursorHidden)
        #expect(account.last.contains { $0.contains("Stopping… press Ctrl-C again to quit immediately.") })
        #expect(account.last.contains { $0.hasPrefix("INTERRUPTED  Terminal: ") }, "\(account.last)")
        #expect(!account.last.contains { $0.hasPrefix("running ") || $0.hasPrefix("teardown ") }, "\(account.last)")
    }
}

/// A terminal as a person sees it (Tests/Terminal).
private enum Terminal {
    /// Something to do once something is seen.
    struct Event: Encodable {
        /// The pattern to wait for.
        var sees: String
        /// The size to change to: columns and rows.
        var size: [Int]?
        /// The keys to press.
        var press: String?
    }

    /// What was seen.
    struct Account: Decodable {
        /// The screen at each event.
        var seen: [[String]]
        /// What is on the screen at the end, and what has scrolled out of it.
        var last: [String]
        /// The exit code.
        var code: Int32
        /// Whether the cursor is hidden at the end.
        var isCursorHidden: Bool
        /// Lines of the view that reached the right margin.
        var full: [String]
        /// How many events did not come.
        var left: Int
    }

    private struct Wanted: Encodable {
        var size: [Int]
        var events: [Event]
    }

    private static let python = "\(Shipped.repository)/.build-python/bin/python"

    /// Whether the emulator is installed.
    static var isInstalled: Bool {
        let list = try? String(contentsOfFile: "\(Shipped.repository)/.build-python/requirements.txt", encoding: .utf8)
        return list?.contains("pyte==") == true
    }

    /// Runs `turnout` on a terminal of that size.
    static func run(
        _ words: [String], in folder: TemporaryFolder, columns: Int, rows: Int, events: [Event]
    ) async throws -> Account {
        let wanted = String(
            decoding: try JSONEncoder().encode(Wanted(size: [columns, rows], events: events)), as: UTF8.self)
        let result = try await Subprocess.run(
            .path(FilePath(python)),
            arguments: Arguments(
                ["\(Shipped.repository)/Tests/Terminal/screen.py", wanted, Command.binary] + words),
            environment: .custom(["PATH": "/usr/bin:/bin", "HOME": folder.path, "TERM": "xterm"]),
            workingDirectory: FilePath(folder.path), output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        #expect(result.terminationStatus == .exited(0), "\(result.standardError)")
        return try JSONDecoder().decode(Account.self, from: Data(result.standardOutput.utf8))
    }
}
