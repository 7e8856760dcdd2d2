// A histogram in HdrHistogram's compressed encoding, version 2, as its ports in Java, Python, C, Go and others read it.
//
// The Swift port of HdrHistogram does not have it.
import FoundationEssentials
import Measuring

/// Encodes histograms.
enum HistogramEncoding {
    /// The cookies of version 2: of a histogram, and of a compressed one.
    private static let cookie: UInt32 = 0x1c84_9303 | 0x10
    private static let compressedCookie: UInt32 = 0x1c84_9304 | 0x10

    /// The histogram in base64, compressed. Its values are microseconds.
    static func base64(_ histogram: LatencyHistogram) -> String {
        let compressed = Deflate.zlib(encoded(histogram))
        var bytes: [UInt8] = []
        append(compressedCookie, to: &bytes)
        append(UInt32(compressed.count), to: &bytes)
        return Data(bytes + compressed).base64EncodedString()
    }

    /// Header and counts, numbers in big endian.
    static func encoded(_ histogram: LatencyHistogram) -> [UInt8] {
        let payload = counts(histogram)
        var bytes: [UInt8] = []
        append(cookie, to: &bytes)
        append(UInt32(payload.count), to: &bytes)
        // Normalizing index offset; significant digits; lowest and highest value that are told apart.
        append(UInt32(0), to: &bytes)
        append(UInt32(BucketLayout.significantDigits), to: &bytes)
        append(UInt64(1), to: &bytes)
        append(UInt64(LatencyHistogram.longestMicroseconds), to: &bytes)
        // The ratio of its numbers to those of a histogram of fractions.
        append((1.0).bitPattern, to: &bytes)
        return bytes + payload
    }

    /// The counts from the lowest value to the highest one with a sample: each as ZigZag LEB128, and a run of zeros as
    /// its negative length.
    private static func counts(_ histogram: LatencyHistogram) -> [UInt8] {
        var bytes: [UInt8] = []
        var next = 0
        histogram.forEachCount { microseconds, count in
            let index = BucketLayout.index(of: microseconds)
            if index > next { append(zigZag: Int64(next - index), to: &bytes) }
            append(zigZag: Int64(count), to: &bytes)
            next = index + 1
        }
        return bytes
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// LEB128 of at most nine bytes, the ninth of which has eight bits of its own.
    private static func append(zigZag value: Int64, to bytes: inout [UInt8]) {
        var rest = UInt64(bitPattern: value << 1 ^ value >> 63)
        for _ in 0..<8 {
            guard rest > 0x7F else {
                bytes.append(UInt8(rest))
                return
            }
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// Where HdrHistogram counts a value, with three significant digits from 1 on: buckets of doubling width, in each of which
/// 1,024 counters (2,048 in the first) divide the values evenly.
enum BucketLayout {
    /// The digits that are told apart.
    static let significantDigits = 3
    /// The logarithm of half the number of counters of the first bucket, which has room for 2 · 10³ values.
    private static let halfCountMagnitude = 10

    /// The index of the counter for a value.
    static func index(of value: Int64) -> Int {
        let magnitude = Int64.bitWidth - (value | ((2 << halfCountMagnitude) - 1)).leadingZeroBitCount
        let bucket = magnitude - (halfCountMagnitude + 1)
        return (bucket << halfCountMagnitude) + Int(value >> bucket)
    }
}
