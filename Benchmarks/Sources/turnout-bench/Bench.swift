// What all measures share: options, directories, the cores to use.
import CProcess
import Foundation

/// The environment of a benchmark.
struct Bench {
    let options: Options
    /// For certificates, run directories and the children's output; removed at the end.
    let scratch: URL

    /// Debian's bundle of authorities.
    let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"

    init(_ options: Options) throws {
        self.options = options
        scratch = FileManager.default.temporaryDirectory.appending(path: "turnout-bench-\(getpid())")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        // A child that exits early must not end the runner.
        signal(SIGPIPE, SIG_IGN)
    }

    /// With two cores, the server is pinned to the first and the client to the second; otherwise neither is pinned.
    var serverCore: Int? { usable_cores() > 1 ? 0 : nil }
    var clientCore: Int? { usable_cores() > 1 ? 1 : nil }

    func program(_ name: String) -> String { "\(options.programs)/\(name)" }
    func home(_ path: String) -> String { "\(options.home)/\(path)" }

    /// A number of participants, fewer with --quick.
    func crowd(_ count: Int) -> Int { options.quick ? max(count / 5, 100) : count }

    /// The file of authorities for verifying the server: its own certificate, with or without the system's whole
    /// bundle.
    func authority(of server: Server, systemBundle: Bool) throws -> URL {
        guard systemBundle else { return server.certificate }
        let bundle = server.certificate.appendingPathExtension("bundle")
        var data = try Data(contentsOf: URL(filePath: systemAuthorities))
        data.append(try Data(contentsOf: server.certificate))
        try data.write(to: bundle)
        return bundle
    }

    func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    func cleanUp() { try? FileManager.default.removeItem(at: scratch) }
}
