import Glibc
import Testing

@testable import TurnoutCLI

/// A pipe, both ends closed at the end.
private struct Pipe: ~Copyable {
    let reading: Int32
    let writing: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        (reading, writing) = (ends[0], ends[1])
    }

    /// Writes as much into it as a pipe holds (pipe(7)).
    func fill() -> Int {
        let size = 65_536
        let bytes = [UInt8](repeating: UInt8(ascii: "."), count: size)
        return write(writing, bytes, size)
    }

    /// Reads that many bytes.
    func read(_ count: Int) -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while bytes.count < count {
            let size = Glibc.read(reading, &chunk, min(chunk.count, count - bytes.count))
            if size <= 0 { break }
            bytes += chunk[..<size]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    deinit {
        close(reading)
        close(writing)
    }
}

@Suite struct DescriptorOutputTests {
    @Test func `while nobody reads, progress is dropped, notices are limited, and results are kept`() async throws {
        let pipe = try Pipe()
        let filled = pipe.fill()
        let output = DescriptorOutput(descriptor: pipe.writing)
        let kilobyte = String(repeating: "n", count: 1023) + "\n"
        // More than the limit for progress, less than that for notices.
        for _ in 0..<5 { #expect(output.write(kilobyte, .notice)) }
        #expect(!output.write("progress\n", .progress))
        var notices = 5
        while output.write(kilobyte, .notice) { notices += 1 }
        #expect(notices == DescriptorOutput.noticeBound / 1024 + 1)
        #expect(output.write("the result\n", .result))

        _ = pipe.read(filled)
        let text = pipe.read(notices * 1024 + 11)
        await output.drained()
        #expect(text.hasSuffix("n\nthe result\n"))
        #expect(!text.contains("progress"))
        #expect(output.write("progress\n", .progress))
        output.finish()
        #expect(pipe.read(9) == "progress\n")
        #expect(output.fault == nil)
    }

    @Test func `at the end the program waits for notices only for a limited time`() throws {
        let pipe = try Pipe()
        let filled = pipe.fill()
        let output = DescriptorOutput(descriptor: pipe.writing)
        #expect(output.write("a notice\n", .notice))
        output.finish(milliseconds: 1)
        _ = pipe.read(filled)
        #expect(pipe.read(9) == "a notice\n")
    }

    @Test func `a reader that has gone is not an error, and later text is dropped`() async throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        let output = DescriptorOutput(descriptor: ends[1])
        #expect(output.write("a result\n", .result))
        await output.drained()
        #expect(!output.write("another\n", .result))
        #expect(output.fault == nil)
        close(ends[1])
    }

    @Test func `a terminal that hung up is not an error`() async throws {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var lock: Int32 = 0
        var number: Int32 = 0
        // TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)), which Glibc's Swift module lacks.
        try #require(ioctl(master, 0x4004_5431, &lock) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
        let terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        let output = DescriptorOutput(descriptor: terminal)
        #expect(output.isTerminal)
        close(master)
        #expect(output.write("a result\n", .result))
        await output.drained()
        #expect(!output.write("another\n", .result))
        #expect(output.fault == nil)
        close(terminal)
    }

    @Test func `a full disk is an error`() async throws {
        let full = open("/dev/full", O_WRONLY)
        let output = DescriptorOutput(descriptor: full)
        #expect(output.write("a result\n", .result))
        await output.drained()
        #expect(output.fault == ENOSPC)
        close(full)
    }

    @Test func `a descriptor that another process made non-blocking is waited for`() async throws {
        let pipe = try Pipe()
        let filled = pipe.fill()
        _ = fcntl(pipe.writing, F_SETFL, O_NONBLOCK)
        let output = DescriptorOutput(descriptor: pipe.writing)
        #expect(output.write("a result\n", .result))
        output.finish(milliseconds: 1)
        _ = pipe.read(filled)
        #expect(pipe.read(9) == "a result\n")
        await output.drained()
        #expect(output.fault == nil)
    }
}
