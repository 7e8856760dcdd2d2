// The words of the command line.
import Glibc

/// The words with which the process was called.
enum ProcessArguments {
    /// The words after the program's name.
    ///
    /// Swift finds them beside the environment, in the place where the kernel put both. A library that is loaded before the
    /// program and changes the environment (`LD_PRELOAD`) moves it, and then there are none; the kernel still tells them
    /// (proc(5), `cmdline`).
    static var current: [String] {
        let known = CommandLine.arguments
        return Array((known.isEmpty ? told : known).dropFirst())
    }

    private static var told: [String] {
        let descriptor = unsafe open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = unsafe part.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            bytes += part[..<count]
        }
        // Each word ends with a zero.
        return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
