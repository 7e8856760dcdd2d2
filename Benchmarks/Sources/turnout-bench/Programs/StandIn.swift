// The stand-in as a user would start it, without a capacity model.
import CProcess
import Foundation

/// A stand-in on its own port. It ends when this object is released.
final class StandIn {
    let child: Child
    /// Its URL.
    let url: String
    private let lifeline: FileHandle

    init(_ bench: Bench, core: Int? = nil) throws {
        let pipe = Pipe()
        _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        lifeline = pipe.fileHandleForWriting
        child = try Child(
            bench.options.turnout, ["stand-in", "--announce", "--port", "0", "--profile", "unlimited"], core: core,
            input: pipe.fileHandleForReading.fileDescriptor, in: bench.scratch)
        struct Announcement: Decodable { var api: String }
        let line = try child.firstLine(seconds: 20)
        url = try JSONDecoder().decode(Announcement.self, from: Data(line.utf8)).api
    }

    deinit {
        try? lifeline.close()
        _ = try? child.wait(seconds: 10)
    }
}
