// The files of recordings.

/// The file of a recording: an empty MP4 frame (ISO/IEC 14496-12) of one kilobyte per second, up to an hour.
enum RecordFile {
    /// Where files are downloaded: `/_records/<roomId>/<recordId>`.
    static let path = "/_records/"
    /// How long a link to a file lives, in seconds: 24 hours (contract section 9).
    static let lifetimeSeconds = 86_400

    private static let bytesPerSecond = 1_000
    private static let longestSeconds = 3_600
    private static let header: [UInt8] =
        [0, 0, 0, 20] + Array("ftypisom".utf8) + [0, 0, 2, 0] + Array("mp41".utf8)

    /// The size in bytes of a recording of this length.
    static func size(seconds: Int) -> Int {
        header.count + 8 + bytesPerSecond * min(max(0, seconds), longestSeconds)
    }

    /// The bytes of a file of a size from ``size(seconds:)``: the type box, and one box of free space.
    static func bytes(size: Int) -> [UInt8] {
        let free = max(8, size - header.count)
        let length = (0..<4).map { UInt8(truncatingIfNeeded: free >> (24 - 8 * $0)) }
        return header + length + Array("free".utf8) + Array(repeating: 0, count: free - 8)
    }
}
