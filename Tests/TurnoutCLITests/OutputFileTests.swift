// Files that appear as a whole, or not at all.
import Foundation
import Measuring
import Support
import Testing

@testable import TurnoutCLI

@Suite struct OutputFileTests {
    private let folder: TemporaryFolder
    private var path: String { "\(folder.path)/out" }

    init() throws { folder = try TemporaryFolder() }

    @Test func `the earlier file stays until the new one is complete`() throws {
        try folder.write("out", "earlier")
        let file = try OutputFile(path, permissions: 0o644)
        try file.write("new ")
        #expect(try folder.read("out") == "earlier")
        try file.write("text")
        try file.finish()
        #expect(try folder.read("out") == "new text")
        #expect(try folder.contents() == ["out"])
    }

    @Test func `a file that was not finished leaves nothing behind`() throws {
        try folder.write("out", "earlier")
        do {
            let file = try OutputFile(path, permissions: 0o644)
            try file.write("half of")
        }
        #expect(try folder.contents() == ["out"])
        #expect(try folder.read("out") == "earlier")
    }

    @Test func `a new file has the permissions asked for, an earlier one keeps its own`() throws {
        for (permissions, expected) in [(0o640, 0o640), (0o666, 0o640)] {
            let file = try OutputFile(path, permissions: mode_t(permissions))
            try file.finish()
            #expect(try folder.permissions("out") == expected)
        }
    }

    @Test func `a file in memory is replaced like any other, and what the process has open is not`() throws {
        let shared = "/dev/shm/turnout-\(UUID().uuidString)"
        defer { unlink(shared) }
        for text in ["first", "second"] {
            try OutputFile.write(text, to: shared, permissions: 0o600)
            #expect(try String(contentsOfFile: shared, encoding: .utf8) == text)
        }
        try folder.write("out", "earlier, ")
        let descriptor = open(path, O_WRONLY | O_APPEND)
        defer { close(descriptor) }
        for own in ["/dev/fd/\(descriptor)", "/proc/self/fd/\(descriptor)"] {
            try OutputFile.write("later", to: own, permissions: 0o600)
        }
        #expect(try folder.read("out") == "earlier, laterlater")
    }

    @Test func `a check touches nothing`() throws {
        try OutputFile.check(path)
        #expect(try folder.contents().isEmpty)
        #expect(throws: Problem.self) { try OutputFile.check("\(path)/") }
        #expect(throws: Problem.self) { try OutputFile.check(folder.path) }
        #expect(throws: Problem.self) { try OutputFile.check("\(path)/below") }
        #expect(throws: Problem.self) { try OutputFile.check("") }
    }

    @Test func `paths are compared without links and detours`() throws {
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/link", withDestinationPath: ".")
        let place = OutputFile.resolved(path)
        #expect(place.hasSuffix("/out") && place.hasPrefix("/"))
        for other in ["link/out", "./out", "link/./link/out"] {
            #expect(OutputFile.resolved("\(folder.path)/\(other)") == place)
        }
    }
}
